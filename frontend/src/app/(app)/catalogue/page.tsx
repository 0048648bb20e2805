import type { Metadata } from 'next'
import { Suspense } from 'react'
import { CatalogueView } from '@/components/catalogue/catalogue-view'

export const metadata: Metadata = { title: 'Master data' }

export default function CataloguePage() {
  return (
    <Suspense>
      <CatalogueView />
    </Suspense>
  )
}
