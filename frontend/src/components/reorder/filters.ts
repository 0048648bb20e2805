import { URGENCIES, type Urgency } from '@/components/reorder/urgency-mark'
import type { Suggestion, SuggestionFilter } from '@/hooks/reorder'

export type Status = Suggestion['status']
export type SortKey = NonNullable<SuggestionFilter['sort']>

export const STATUSES: readonly { value: Status; label: string }[] = [
  { value: 'open', label: 'To decide' },
  { value: 'accepted', label: 'Accepted' },
  { value: 'dismissed', label: 'Dismissed' },
  { value: 'nothing_to_order', label: 'Nothing to order' },
]

export const SORTS: readonly { value: string; label: string }[] = [
  { value: 'urgency', label: 'Most urgent first' },
  { value: '-order_value', label: 'Highest value first' },
  { value: 'days_of_cover', label: 'Least cover first' },
  { value: '-suggested_qty', label: 'Largest quantity first' },
  { value: 'medicine_name', label: 'Name' },
  { value: 'supplier_name', label: 'Supplier' },
]

export interface ReorderView {
  filter: SuggestionFilter
  status: Status
  urgency: Urgency | 'all'
  supplier: string
  q: string
  sort: string
  isGrouped: boolean
  openId: number | null
}

/** Read the list's state from the address; values that are unknown fall back, so an old link still opens. */
export function readView(get: (name: string) => string | null): ReorderView {
  const status = STATUSES.find(({ value }) => value === get('status'))?.value ?? 'open'
  const urgency = URGENCIES.find((value) => value === get('urgency')) ?? 'all'
  const sort = SORTS.find(({ value }) => value === get('sort'))?.value ?? 'urgency'
  const supplier = get('supplier') ?? ''
  const q = get('q') ?? ''
  const isGrouped = get('group') === 'supplier'
  const open = Number(get('open'))
  return {
    status,
    urgency,
    supplier,
    q,
    sort,
    isGrouped,
    openId: Number.isInteger(open) && open > 0 ? open : null,
    filter: {
      status,
      sort: isGrouped ? 'supplier_name' : sort,
      ...(urgency === 'all' ? {} : { urgency }),
      ...(supplier ? { supplier_name: supplier } : {}),
      ...(q ? { q } : {}),
    },
  }
}

/** Rows of one supplier, the most urgent first, then the dearest; suppliers in the order in which they come. */
export function groupBySupplier(
  rows: readonly Suggestion[],
): { supplier: string | null; rows: Suggestion[] }[] {
  const groups = new Map<string | null, Suggestion[]>()
  for (const row of rows) {
    const group = groups.get(row.supplier_name)
    if (group) group.push(row)
    else groups.set(row.supplier_name, [row])
  }
  const rank = (row: Suggestion) => URGENCIES.indexOf(row.urgency)
  return Array.from(groups, ([supplier, members]) => ({
    supplier,
    rows: members.sort((a, b) => rank(a) - rank(b) || Number(b.order_value) - Number(a.order_value)),
  }))
}
