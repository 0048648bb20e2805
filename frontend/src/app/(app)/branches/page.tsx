import type { Metadata } from 'next'
import { Suspense } from 'react'
import { BranchesView } from '@/components/branches/branches-view'

export const metadata: Metadata = { title: 'Branches' }

export default function BranchesPage() {
  return (
    <Suspense>
      <BranchesView />
    </Suspense>
  )
}
