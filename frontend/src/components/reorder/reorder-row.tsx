import { Check, Undo2, X } from 'lucide-react'
import { memo, use, useState } from 'react'
import { CoverBar } from '@/components/charts/cover-bar'
import { Confidence } from '@/components/reorder/confidence'
import { OrderQty, parseQty } from '@/components/reorder/order-qty'
import { packText } from '@/components/reorder/pack-text'
import { riskText } from '@/components/reorder/risk-text'
import { TransferHints } from '@/components/reorder/transfer-hints'
import { UrgencyMark } from '@/components/reorder/urgency-mark'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Tooltip } from '@/components/ui/tooltip'
import type { Suggestion } from '@/hooks/reorder'
import { focusRow } from '@/hooks/use-row-focus'
import { cn } from '@/lib/cn'
import { formatMoney, formatQty, formatRate } from '@/lib/format'
import { multiplyMoney } from '@/lib/money'

export interface RowActions {
  accept: (row: Suggestion, qty: number | undefined) => void
  dismiss: (row: Suggestion) => void
  reopen: (row: Suggestion) => void
  setQuantity: (row: Suggestion, qty: number) => Promise<void>
  toggle: (row: Suggestion) => void
  open: (row: Suggestion) => void
}

export interface ReorderRowProps {
  row: Suggestion
  currency: string
  isSelected: boolean
  isOpen: boolean
  showsSupplier: boolean
  mayDecide: boolean
  actions: RowActions
}

/** The second line under a name: "Paracetamol · pack of 15 · Medline". */
function subtitle(row: Suggestion, showsSupplier: boolean): string {
  const parts = [
    row.generic_name,
    packText(row.pack_size),
    showsSupplier ? (row.supplier_name ?? 'no supplier') : null,
  ]
  return parts.filter(Boolean).join(' · ')
}

/** What stands under the usable stock: the largest surprise first. */
function stockNote(row: Suggestion): string {
  if (!row.stock_known) return 'not counted'
  if (row.on_order_qty > 0) return `+${formatQty(row.on_order_qty)} ordered`
  return row.usable_qty < row.on_hand_qty
    ? `${formatQty(row.on_hand_qty - row.usable_qty)} unusable`
    : 'on hand'
}

/** Why the quantity is what it is; what is at risk comes before it, for somebody has to decide that. */
function ReasonLine({ row, currency }: { row: Suggestion; currency: string }) {
  const hints = use(TransferHints)
  const risk = row.status === 'dismissed' ? null : riskText(row, currency)
  const transfer = row.status === 'open' ? hints.get(row.medicine_id) : undefined
  return (
    <span
      className={cn('block truncate', risk && 'text-warn', !risk && transfer && 'text-accent')}
      title={risk ?? transfer}
    >
      {risk ?? transfer ?? (row.status === 'dismissed' ? row.dismissed_reason : row.reason)}
    </span>
  )
}

export const ReorderRow = memo(function ReorderRow(props: ReorderRowProps) {
  const { row, currency, isSelected, isOpen, showsSupplier, mayDecide, actions } = props
  const [draft, setDraft] = useState<string | null>(null)
  const isOpenStatus = row.status === 'open'
  const canEdit = mayDecide && (isOpenStatus || row.status === 'nothing_to_order')
  const qty = (draft === null ? null : parseQty(draft)) ?? row.order_qty

  const commit = async (next: number) => {
    await actions.setQuantity(row, next)
    setDraft(null)
  }

  return (
    <tr
      data-row-id={row.id}
      data-status={row.status}
      data-open={isOpen || undefined}
      className={cn(
        'reorder-grid row-lazy group relative border-b transition-colors focus-within:bg-hover hover:bg-hover data-open:bg-accent-soft',
        'focus-within:shadow-[inset_2px_0_0_var(--accent)]',
        isSelected && 'bg-accent-soft',
      )}
    >
      <td className="[grid-area:check]">
        <Checkbox
          className="relative z-10"
          aria-label={`Select ${row.medicine_name}`}
          checked={isSelected}
          disabled={!mayDecide || !isOpenStatus}
          onCheckedChange={() => actions.toggle(row)}
        />
      </td>
      <td className={cn('min-w-0 [grid-area:item]', !isOpenStatus && 'opacity-55')}>
        <button
          type="button"
          data-row-part="name"
          onClick={() => actions.open(row)}
          aria-expanded={isOpen}
          className="block max-w-full truncate text-left font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
        >
          {row.medicine_name}
        </button>
        <span className="block truncate text-ink-3 text-xs">{subtitle(row, showsSupplier)}</span>
      </td>
      <td className={cn('min-w-0 [grid-area:cover]', !isOpenStatus && 'opacity-55')}>
        <CoverBar days={row.days_of_cover} leadTimeDays={row.lead_time_days} urgency={row.urgency} />
        <UrgencyMark urgency={row.urgency} className="h-4" />
      </td>
      <td className={cn('num not-middle [grid-area:stock]', !isOpenStatus && 'opacity-55')}>
        <span className="block">{row.stock_known ? formatQty(row.usable_qty) : '?'}</span>
        <span className="block text-ink-3 text-xs">{stockNote(row)}</span>
      </td>
      <td className={cn('num wide-only [grid-area:demand]', !isOpenStatus && 'opacity-55')}>
        <span className="block">{formatRate(row.demand_per_day)}</span>
        <span className="block text-ink-3 text-xs">a day</span>
      </td>
      <td className={cn('not-middle min-w-0 [grid-area:reason]', !isOpenStatus && 'opacity-55')}>
        <ReasonLine row={row} currency={currency} />
        <Confidence level={row.confidence} />
      </td>
      <td className="relative z-10 [grid-area:qty]">
        <OrderQty
          name={row.medicine_name}
          value={row.order_qty}
          draft={draft}
          packSize={row.pack_size}
          moq={row.moq}
          disabled={!canEdit}
          onDraft={setDraft}
          onCommit={commit}
          onDone={() => focusRow(row.id)}
        />
      </td>
      <td className={cn('num [grid-area:value]', !isOpenStatus && 'opacity-55')}>
        <span data-testid="order-value" className="block font-medium">
          {formatMoney(draft === null ? row.order_value : multiplyMoney(row.unit_cost, qty), currency)}
        </span>
        <span className="block text-ink-3 text-xs">at {formatMoney(row.unit_cost, currency)}</span>
      </td>
      <td className="relative z-10 [grid-area:actions] @max-[46rem]:self-start">
        {mayDecide ? <RowButtons row={row} qty={draft === null ? undefined : qty} actions={actions} /> : null}
      </td>
    </tr>
  )
})

function RowButtons({
  row,
  qty,
  actions,
}: {
  row: Suggestion
  qty: number | undefined
  actions: RowActions
}) {
  if (row.status === 'accepted' || row.status === 'dismissed') {
    return (
      <div className="flex items-center justify-end gap-2">
        <span className="flex items-center gap-1 font-medium text-ink-2 text-xs">
          {row.status === 'accepted' ? (
            <Check className="size-3.5 text-accent" />
          ) : (
            <X className="size-3.5" />
          )}
          {row.status === 'accepted' ? 'Accepted' : 'Dismissed'}
        </span>
        <Tooltip label="Back to the list">
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label={`Reopen ${row.medicine_name}`}
            onClick={() => actions.reopen(row)}
          >
            <Undo2 />
          </Button>
        </Tooltip>
      </div>
    )
  }
  if (row.status === 'nothing_to_order') return null
  return (
    <div className="flex items-center justify-end gap-1">
      <Button size="sm" className="max-md:flex-1" onClick={() => actions.accept(row, qty)}>
        Accept
      </Button>
      <Tooltip label="Dismiss" keys="d">
        <Button size="icon-sm" variant="ghost" aria-label="Dismiss" onClick={() => actions.dismiss(row)}>
          <X />
        </Button>
      </Tooltip>
    </div>
  )
}
