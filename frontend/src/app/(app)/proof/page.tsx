import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ProofView } from '@/components/proof/proof-view'

export const metadata: Metadata = { title: 'Proof' }

export default function ProofPage() {
  return (
    <Suspense>
      <ProofView />
    </Suspense>
  )
}
