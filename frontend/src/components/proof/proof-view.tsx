'use client'

import { Hourglass } from 'lucide-react'
import { PageHeader } from '@/components/layout/page-header'
import { ErrorsCard } from '@/components/proof/errors-card'
import { FiguresStrip } from '@/components/proof/figures-strip'
import { RulesCard } from '@/components/proof/rules-card'
import { Card } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { EmptyState } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import { useBacktest } from '@/hooks/proof'
import { useUrlState } from '@/hooks/use-url-state'
import { formatInstant } from '@/lib/format'

/** Whether our orders and forecasts are any good, shown on the pharmacy's own past. */
export function ProofView() {
  const { get, set } = useUrlState()
  const { currency, time_zone } = usePharmacy()
  const backtest = useBacktest()
  const computed = backtest.data?.computed_at
  return (
    <>
      <PageHeader
        title="Proof"
        note={
          computed
            ? `Your own sales, ordered again by us. Computed ${formatInstant(computed, time_zone)}`
            : 'Your own sales, ordered again by us'
        }
      />
      <div className="flex flex-col gap-4 px-6 pb-6 max-md:px-4">
        <Loaded query={backtest} lines={3}>
          {(found) =>
            found.ours && found.amc ? (
              <>
                <FiguresStrip found={found} ours={found.ours} amc={found.amc} currency={currency} />
                <RulesCard found={found} ours={found.ours} amc={found.amc} currency={currency} />
              </>
            ) : (
              <Card>
                <EmptyState icon={<Hourglass />} title="Not enough data yet">
                  {found.sentence}
                </EmptyState>
              </Card>
            )
          }
        </Loaded>
        <ErrorsCard sort={get('sort')} page={Number(get('page')) || 1} onChange={set} />
      </div>
    </>
  )
}
