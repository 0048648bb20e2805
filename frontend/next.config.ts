import type { NextConfig } from 'next'

/** A static export: the API process serves `out/`, so there is no Node.js in production. */
const config: NextConfig = {
  output: 'export',
  trailingSlash: true,
  reactStrictMode: true,
  images: { unoptimized: true },
}

export default config
