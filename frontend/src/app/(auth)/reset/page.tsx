import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ResetForm } from '@/components/auth/reset-form'

export const metadata: Metadata = { title: 'New password' }

export default function ResetPage() {
  return (
    <Suspense>
      <ResetForm />
    </Suspense>
  )
}
