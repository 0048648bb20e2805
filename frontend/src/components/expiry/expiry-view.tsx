'use client'

import { AlertsCard } from '@/components/expiry/alerts-card'
import { BandsStrip } from '@/components/expiry/bands-strip'
import { DestructionsCard } from '@/components/expiry/destructions-card'
import { RiskCard } from '@/components/expiry/risk-card'
import { SuppliersCard } from '@/components/expiry/suppliers-card'
import { isBand } from '@/components/expiry/words'
import { PageHeader } from '@/components/layout/page-header'
import { useUrlState } from '@/hooks/use-url-state'

/** What will expire unsold, how much money that is, and what to do about it. */
export function ExpiryView() {
  const { get, set } = useUrlState()
  const told = get('band')
  const band = isBand(told) ? told : null
  const supplier = Number(get('supplier')) || null
  return (
    <>
      <PageHeader title="Expiry" note="What will not be sold in time, and what to do about it" />
      <div className="flex flex-col gap-4 px-6 max-md:px-4">
        <BandsStrip chosen={band} onChoose={(next) => set({ band: next, page: null })} />
        <RiskCard
          band={band}
          supplier={supplier}
          sort={get('sort')}
          page={Number(get('page')) || 1}
          onChange={set}
        />
        <div className="grid grid-cols-2 items-start gap-4 max-lg:grid-cols-1">
          <AlertsCard />
          <SuppliersCard
            chosen={supplier}
            onChoose={(next) => set({ supplier: next === null ? null : String(next), page: null })}
          />
        </div>
        <DestructionsCard />
      </div>
    </>
  )
}
