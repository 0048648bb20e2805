import Link from 'next/link'
import { toast } from 'sonner'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { useMay, usePharmacy } from '@/hooks/auth'
import { type DeadStock, useOrdering } from '@/hooks/dead-stock'
import { tellError } from '@/hooks/reorder-decisions'
import { formatDate, formatEstimate, formatMoney, formatQty } from '@/lib/format'

/** What gets most of the money back. */
function proposal(row: DeadStock): string {
  const by = row.act_by ? ` by ${formatDate(row.act_by)}` : ''
  switch (row.action) {
    case 'return':
      return `Return to the supplier${by}`
    case 'transfer':
      return `Transfer to ${row.act_where}, where it sells`
    case 'sell_down':
      return `Sell down${by}`
    case 'stop':
      return row.stopped_at ? 'Sell what is left' : 'Stop ordering'
  }
}

function state(row: DeadStock): string {
  if (!row.is_silent)
    return `${formatEstimate(row.dead_qty)} of ${formatQty(row.on_hand_qty)} will likely expire unsold`
  return row.last_sold_on
    ? `${formatQty(row.on_hand_qty)} on hand, last sold ${formatDate(row.last_sold_on)}`
    : `${formatQty(row.on_hand_qty)} on hand, never sold`
}

export function DeadStockRow({ row }: { row: DeadStock }) {
  const { currency } = usePharmacy()
  const mayDecide = useMay('reorder.decide')
  const ordering = useOrdering()
  const isStopped = row.stopped_at !== null
  const stopOrResume = () =>
    ordering.mutate(
      { medicineId: row.medicine_id, isStopped },
      {
        onSuccess: () =>
          toast(
            isStopped
              ? `${row.medicine_name} is ordered again`
              : `${row.medicine_name} is not ordered any more`,
          ),
        onError: tellError,
      },
    )
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex items-center gap-2">
          <Link href={`/medicine/?id=${row.medicine_id}`} className="truncate font-medium">
            {row.medicine_name}
          </Link>
          {isStopped ? <Badge>Not ordered</Badge> : null}
        </p>
        <p className="text-ink-3 text-xs">
          {state(row)}
          {row.stopped_by_name ? `, stopped by ${row.stopped_by_name}` : ''}
        </p>
      </div>
      <p className="basis-56 text-ink-2 text-sm max-md:basis-full">{proposal(row)}</p>
      <p className="num w-24 font-medium">{formatMoney(row.value, currency)}</p>
      {mayDecide ? (
        <Button
          size="sm"
          className="w-28"
          aria-label={`${isStopped ? 'Order' : 'Stop ordering'} ${row.medicine_name}`}
          disabled={ordering.isPending}
          onClick={stopOrResume}
        >
          {isStopped ? 'Order again' : 'Stop ordering'}
        </Button>
      ) : null}
    </li>
  )
}
