import type { Metadata } from 'next'
import { Suspense } from 'react'
import { DoctorView } from '@/components/data-doctor/doctor-view'

export const metadata: Metadata = { title: 'Data doctor' }

export default function DataDoctorPage() {
  return (
    <Suspense>
      <DoctorView />
    </Suspense>
  )
}
