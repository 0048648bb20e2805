import { WhyCard } from '@/components/reorder/why-card'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { ErrorState, Skeleton } from '@/components/ui/states'
import { useMay, usePharmacy } from '@/hooks/auth'
import { useMedicineForecast } from '@/hooks/reorder'
import { useDecisions } from '@/hooks/reorder-decisions'
import { ApiError } from '@/lib/api'
import { formatMoney, formatQty } from '@/lib/format'

const STATUS_WORD = {
  open: 'to decide',
  accepted: 'accepted',
  dismissed: 'dismissed',
  nothing_to_order: 'nothing to order',
} as const

/** The same card as on the reorder list, with the decision underneath. */
export function WhyPanel({ medicineId }: { medicineId: number }) {
  const view = useMedicineForecast(medicineId)
  const { currency } = usePharmacy()
  const decisions = useDecisions()
  const mayDecide = useMay('reorder.decide')
  const row = view.data?.suggestion
  const hasNone = view.error instanceof ApiError && view.error.status === 404

  return (
    <Card>
      <CardHeader title="Why this quantity" note={row ? STATUS_WORD[row.status] : null} />
      <div className="p-4">
        {hasNone ? (
          <p className="py-6 text-center text-ink-3">No advice yet: it comes with the first sales.</p>
        ) : view.error ? (
          <ErrorState error={view.error} retry={() => void view.refetch()} />
        ) : row ? (
          <WhyCard
            row={row}
            currency={currency}
            footer={
              <div className="flex items-center gap-2 border-t pt-3">
                <p className="tabular flex-1 text-base">
                  <span className="font-semibold">{formatQty(row.order_qty)}</span>
                  <span className="text-ink-3"> for </span>
                  <span className="font-semibold">{formatMoney(row.order_value, currency)}</span>
                </p>
                {mayDecide && row.status === 'open' ? (
                  <Button variant="primary" onClick={() => void decisions.accept([row])}>
                    Accept
                  </Button>
                ) : null}
                {mayDecide && (row.status === 'accepted' || row.status === 'dismissed') ? (
                  <Button onClick={() => void decisions.reopen([row.id])}>Reopen</Button>
                ) : null}
              </div>
            }
          />
        ) : (
          <div className="flex h-96 flex-col gap-4">
            <Skeleton />
            <Skeleton className="h-16" />
            <Skeleton className="h-56" />
          </div>
        )}
      </div>
    </Card>
  )
}
