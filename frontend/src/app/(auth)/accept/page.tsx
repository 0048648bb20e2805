import type { Metadata } from 'next'
import { Suspense } from 'react'
import { AcceptForm } from '@/components/auth/accept-form'

export const metadata: Metadata = { title: 'Invitation' }

export default function AcceptPage() {
  return (
    <Suspense>
      <AcceptForm />
    </Suspense>
  )
}
