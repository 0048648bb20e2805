import type { Metadata } from 'next'
import { Suspense } from 'react'
import { DeadStockView } from '@/components/dead-stock/dead-stock-view'

export const metadata: Metadata = { title: 'Dead stock' }

export default function DeadStockPage() {
  return (
    <Suspense>
      <DeadStockView />
    </Suspense>
  )
}
