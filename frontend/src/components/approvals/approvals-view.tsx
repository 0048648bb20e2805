'use client'

import { AdjustmentsCard } from '@/components/approvals/adjustments-card'
import { PeriodCard } from '@/components/approvals/period-card'
import { ProofCard } from '@/components/approvals/proof-card'
import { ReservationsCard } from '@/components/approvals/reservations-card'
import { PageHeader } from '@/components/layout/page-header'
import { useMay } from '@/hooks/auth'

/** What waits for a second person, what is kept for somebody, and whether the books are closed and add up. */
export function ApprovalsView() {
  const mayAdjust = useMay('stock.adjust')
  const mayDiagnose = useMay('system.diagnose')
  return (
    <>
      <PageHeader title="Approvals" note="Corrections that need a second person, and what is reserved" />
      <div className="grid grid-cols-[minmax(0,1.9fr)_minmax(18rem,1fr)] items-start gap-4 px-6 max-lg:grid-cols-1 max-md:px-4">
        <div className="grid min-w-0 grid-cols-1 gap-4">
          {mayAdjust ? <AdjustmentsCard /> : null}
          <ReservationsCard />
        </div>
        <div className="grid min-w-0 grid-cols-1 gap-4">
          <PeriodCard />
          {mayDiagnose ? <ProofCard /> : null}
        </div>
      </div>
    </>
  )
}
