import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ExpiryView } from '@/components/expiry/expiry-view'

export const metadata: Metadata = { title: 'Expiry' }

export default function ExpiryPage() {
  return (
    <Suspense>
      <ExpiryView />
    </Suspense>
  )
}
