import { useEffect, useRef } from 'react'
import { groupBySupplier } from '@/components/reorder/filters'
import { ReorderRow, type RowActions } from '@/components/reorder/reorder-row'
import { Checkbox } from '@/components/ui/checkbox'
import { Skeleton } from '@/components/ui/states'
import { type Suggestion, useReorderAnalysis } from '@/hooks/reorder'
import { count, formatMoney } from '@/lib/format'
import { sumMoney } from '@/lib/money'

interface ReorderTableProps {
  rows: readonly Suggestion[]
  total: number
  currency: string
  isGrouped: boolean
  /** True while the list is narrowed, when the totals of the whole pharmacy would mislead. */
  isNarrowed: boolean
  selected: ReadonlySet<number>
  openId: number | null
  mayDecide: boolean
  actions: RowActions
  onSelectAll: () => void
  onMore: (() => void) | null
}

export function ReorderTable(props: ReorderTableProps) {
  const { rows, total, isGrouped, selected, onMore } = props
  const groups = isGrouped ? groupBySupplier(rows) : [{ supplier: null, rows }]
  const open = rows.filter((row) => row.status === 'open')
  const all = open.length > 0 && open.every((row) => selected.has(row.id))

  return (
    <>
      <table aria-label="Reorder list" aria-rowcount={total} className="block border-y bg-surface">
        <thead className="not-card sticky top-0 z-20 block">
          <tr className="reorder-grid min-h-9! border-b bg-surface text-left text-ink-3 text-xs [&>th]:font-medium">
            <th className="[grid-area:check]">
              <Checkbox
                aria-label="Select every open row"
                className="block"
                checked={all ? true : selected.size > 0 ? 'indeterminate' : false}
                disabled={!props.mayDecide || open.length === 0}
                onCheckedChange={props.onSelectAll}
              />
            </th>
            <th className="[grid-area:item]">Item</th>
            <th className="flex items-center gap-1 [grid-area:cover]">
              Cover
              <span aria-hidden className="ml-2 h-3 w-0.5 rounded-full bg-ink" />
              <span className="font-normal">delivery</span>
            </th>
            <th className="num not-middle [grid-area:stock]">Stock</th>
            <th className="num wide-only [grid-area:demand]">Demand</th>
            <th className="not-middle [grid-area:reason]">Why</th>
            <th className="num [grid-area:qty]">Order</th>
            <th className="num [grid-area:value]">Value</th>
            <th className="[grid-area:actions]">
              <span className="sr-only">Decision</span>
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.supplier ?? '—'} className="block">
            {isGrouped ? <GroupHeader {...props} supplier={group.supplier} members={group.rows} /> : null}
            {group.rows.map((row) => (
              <ReorderRow
                key={row.id}
                row={row}
                currency={props.currency}
                isSelected={selected.has(row.id)}
                isOpen={props.openId === row.id}
                showsSupplier={!isGrouped}
                mayDecide={props.mayDecide}
                actions={props.actions}
              />
            ))}
          </tbody>
        ))}
      </table>
      {onMore ? <MoreRows onMore={onMore} /> : null}
    </>
  )
}

interface GroupHeaderProps extends ReorderTableProps {
  supplier: string | null
  members: readonly Suggestion[]
}

/** A supplier, how many items wait for it and what they cost together. */
function GroupHeader({ supplier, members, currency, isNarrowed, onMore }: GroupHeaderProps) {
  const { data: analysis } = useReorderAnalysis()
  const whole = analysis?.by_supplier.find((entry) => entry.supplier_name === supplier)
  const open = members.filter((row) => row.status === 'open')
  const useWhole = !isNarrowed && onMore !== null && whole
  const items = useWhole ? whole.suggestions : open.length
  const value = useWhole ? whole.order_value : sumMoney(open.map((row) => row.order_value))
  return (
    <tr className="sticky top-9 z-10 block border-b bg-sunken max-md:top-12">
      <th scope="rowgroup" className="flex h-9 items-center gap-2 px-6 text-left font-normal max-md:px-4">
        <span className="font-semibold">{supplier ?? 'No supplier yet'}</span>
        <span className="text-ink-3 text-xs">{count(items, 'item')}</span>
        <span className="num ml-auto font-semibold">{formatMoney(value, currency)}</span>
      </th>
    </tr>
  )
}

/** Asks for the next page shortly before its place comes into sight. */
function MoreRows({ onMore }: { onMore: () => void }) {
  const mark = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const node = mark.current
    if (!node) return
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), {
      rootMargin: '800px',
    })
    watcher.observe(node)
    return () => watcher.disconnect()
  }, [onMore])
  return (
    <div ref={mark}>
      <ReorderSkeleton rows={3} />
    </div>
  )
}

const WIDTHS = ['w-40', 'w-52', 'w-32', 'w-44', 'w-36'] as const

export function ReorderSkeleton({ rows = 12 }: { rows?: number }) {
  return (
    <div aria-hidden className="border-b bg-surface">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the places have no other name
        <div key={index} className="reorder-grid border-b last:border-b-0">
          <Skeleton className="size-4 [grid-area:check]" />
          <div className="flex flex-col gap-1.5 [grid-area:item]">
            <Skeleton className={`h-3.5 max-w-full ${WIDTHS[index % WIDTHS.length]}`} />
            <Skeleton className="h-3 w-24" />
          </div>
          <Skeleton className="h-3 [grid-area:cover]" />
          <Skeleton className="h-3.5 w-10 not-middle justify-self-end [grid-area:stock]" />
          <Skeleton className="wide-only h-3.5 w-8 justify-self-end [grid-area:demand]" />
          <Skeleton className="not-middle h-3.5 w-36 [grid-area:reason]" />
          <Skeleton className="h-7 w-28 justify-self-end [grid-area:qty]" />
          <Skeleton className="h-3.5 w-16 justify-self-end [grid-area:value]" />
          <Skeleton className="h-7 w-24 justify-self-end [grid-area:actions]" />
        </div>
      ))}
    </div>
  )
}
