import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RecallsView } from '@/components/recalls/recalls-view'

export const metadata: Metadata = { title: 'Recalls' }

export default function RecallsPage() {
  return (
    <Suspense>
      <RecallsView />
    </Suspense>
  )
}
