import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ReorderView } from '@/components/reorder/reorder-view'

export const metadata: Metadata = { title: 'Reorder' }

export default function ReorderPage() {
  return (
    <Suspense>
      <ReorderView />
    </Suspense>
  )
}
