import type { Metadata } from 'next'
import { Suspense } from 'react'
import { MedicineView } from '@/components/medicine/medicine-view'

export const metadata: Metadata = { title: 'Medicine' }

export default function MedicinePage() {
  return (
    <Suspense>
      <MedicineView />
    </Suspense>
  )
}
