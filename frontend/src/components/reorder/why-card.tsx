import type { ReactNode } from 'react'
import { CoverBar } from '@/components/charts/cover-bar'
import { Confidence } from '@/components/reorder/confidence'
import { packText } from '@/components/reorder/pack-text'
import { riskText } from '@/components/reorder/risk-text'
import { UrgencyMark } from '@/components/reorder/urgency-mark'
import type { Suggestion } from '@/hooks/reorder'
import { cn } from '@/lib/cn'
import { count, formatDate, formatEstimate, formatPercent, formatQty, formatRate } from '@/lib/format'

interface LineProps {
  sign?: '+' | '−' | '='
  label: string
  note?: string | undefined
  value: string
  isSum?: boolean
}

function Line({ sign, label, note, value, isSum = false }: LineProps) {
  return (
    <div className={cn('grid grid-cols-[1rem_1fr_auto] gap-x-1.5 py-1.5', isSum && 'border-t font-medium')}>
      <span aria-hidden className="tabular text-ink-3">
        {sign}
      </span>
      <dt>
        {label}
        {note ? <span className="block font-normal text-ink-3 text-xs">{note}</span> : null}
      </dt>
      <dd className="num">{value}</dd>
    </div>
  )
}

/** Where the service level comes from. */
const LEVEL_SOURCE: Record<Suggestion['service_level_from'], string> = {
  owner: 'as set in its terms',
  ven: 'from how much it is needed (VEN)',
  abc: 'from its value (ABC)',
  default: 'the usual one: it has no class yet',
}

interface WhyCardProps {
  row: Suggestion
  currency: string
  footer?: ReactNode
}

/** Every figure that the quantity was computed from, as a sum that one can follow with a pencil. */
export function WhyCard({ row, currency, footer }: WhyCardProps) {
  const horizon = row.lead_time_days + row.review_days
  const shortBy = row.order_up_to - row.usable_qty - row.on_order_qty
  const unusable = row.on_hand_qty - row.usable_qty
  const risk = riskText(row, currency)
  return (
    <div data-testid="why-card" className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-3">
        <UrgencyMark urgency={row.urgency} />
        <Confidence level={row.confidence} />
      </div>
      <CoverBar days={row.days_of_cover} leadTimeDays={row.lead_time_days} urgency={row.urgency} />
      <p className="text-pretty text-ink-2">{row.explanation}</p>
      {row.stock_known ? null : (
        <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">
          Nobody has counted this shelf yet, so its stock counts as none. Record a count and the quantity
          follows.
        </p>
      )}
      {risk ? (
        <p role="note" className="rounded-md bg-warn-soft px-3 py-2 text-warn">
          {risk}. A delivery may expire before all of it sells: accept it, or set another quantity.
        </p>
      ) : null}
      <dl className="rounded-lg border px-3 py-1">
        <Line
          label={`Expected demand, ${count(horizon, 'day')}`}
          note={`${count(row.lead_time_days, 'day')} delivery + ${count(row.review_days, 'day')} until the next order, ${formatRate(row.demand_per_day)} a day`}
          value={formatEstimate(row.expected_demand)}
        />
        <Line
          sign="+"
          label="Safety stock"
          note={`for ${formatPercent(row.service_level)} service, ${LEVEL_SOURCE[row.service_level_from]}`}
          value={formatEstimate(row.safety_qty)}
        />
        <Line sign="=" label="Order up to" value={formatEstimate(row.order_up_to)} isSum />
        <Line
          sign="−"
          label="Usable on the shelf"
          note={
            unusable > 0
              ? `of ${formatQty(row.on_hand_qty)} on hand, ${formatQty(unusable)} cannot be sold in time`
              : undefined
          }
          value={formatQty(row.usable_qty)}
        />
        <Line sign="−" label="On order" value={formatQty(row.on_order_qty)} />
        <Line
          sign="="
          label={shortBy > 0 ? 'Short by' : 'To spare'}
          value={formatEstimate(Math.abs(shortBy))}
          isSum
        />
        {row.safe_qty === null ? null : (
          <Line
            label="Sells before it expires"
            note="of a delivery, beyond stock and orders"
            value={formatQty(row.safe_qty)}
          />
        )}
        <Line
          label="Suggested"
          note={`${packText(row.pack_size)}${row.moq > row.pack_size ? `, at least ${formatQty(row.moq)}` : ''}`}
          value={formatQty(row.suggested_qty)}
          isSum
        />
        {row.free_qty > 0 ? (
          <Line
            sign="+"
            label="Free with it"
            note={`${formatQty(row.order_qty)} are paid for`}
            value={formatQty(row.free_qty)}
          />
        ) : null}
      </dl>
      {row.expiring_qty > 0 ? (
        <p className="text-warn text-xs">
          {formatQty(row.expiring_qty)} units on the shelf expire before they would sell.
        </p>
      ) : null}
      <p className="text-ink-3 text-xs">
        Sales until {formatDate(row.as_of)} · model {row.model}
      </p>
      {footer}
    </div>
  )
}
