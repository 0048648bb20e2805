import { ArrowRight, CheckCheck } from 'lucide-react'
import Link from 'next/link'
import { CoverBar } from '@/components/charts/cover-bar'
import { UrgencyMark } from '@/components/reorder/urgency-mark'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import { type Suggestion, useTopSuggestions } from '@/hooks/reorder'
import { formatMoney, formatQty } from '@/lib/format'

const SHOWN = 5
const rowClass =
  'grid h-14 grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_4.5rem_5rem] items-center gap-4 px-4 max-sm:grid-cols-[minmax(0,1fr)_4rem_4.5rem]'

/** The five items that hurt most. */
export function OrderFirst() {
  const { currency } = usePharmacy()
  const top = useTopSuggestions({ status: 'open', sort: 'urgency' }, SHOWN)

  return (
    <Card className="flex flex-col">
      <CardHeader
        title="Order first"
        actions={
          <Button asChild size="sm" variant="ghost">
            <Link href="/reorder/">
              Whole list <ArrowRight />
            </Link>
          </Button>
        }
      />
      {top.error ? (
        <ErrorState error={top.error} retry={() => void top.refetch()} />
      ) : top.isPending ? (
        <div className="divide-y">
          {Array.from({ length: SHOWN }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the places have no other name
            <div key={index} className={rowClass}>
              <Skeleton className="w-40" />
              <Skeleton className="h-3 max-sm:hidden" />
              <Skeleton className="w-10 justify-self-end" />
              <Skeleton className="w-16 justify-self-end" />
            </div>
          ))}
        </div>
      ) : top.data.data.length === 0 ? (
        <EmptyState icon={<CheckCheck />} title="Nothing is urgent">
          No open suggestion. New ones come with the next sales.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {top.data.data.map((row) => (
            <OrderFirstRow key={row.id} row={row} currency={currency} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function OrderFirstRow({ row, currency }: { row: Suggestion; currency: string }) {
  return (
    <li>
      <Link href={`/reorder/?open=${row.id}`} className={`${rowClass} transition-colors hover:bg-hover`}>
        <span className="min-w-0">
          <span className="block truncate font-medium">{row.medicine_name}</span>
          <span className="block truncate text-ink-3 text-xs">{row.reason}</span>
        </span>
        <span className="min-w-0 max-sm:hidden">
          <CoverBar days={row.days_of_cover} leadTimeDays={row.lead_time_days} urgency={row.urgency} />
          <UrgencyMark urgency={row.urgency} className="h-4" />
        </span>
        <span className="num">
          <span className="block font-semibold">{formatQty(row.order_qty)}</span>
          <span className="block text-ink-3 text-xs">units</span>
        </span>
        <span className="num">{formatMoney(row.order_value, currency, { whole: true })}</span>
      </Link>
    </li>
  )
}
