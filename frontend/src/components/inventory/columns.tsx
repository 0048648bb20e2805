import type { ReactNode } from 'react'
import { ExpiryBadge } from '@/components/inventory/expiry-badge'
import { StockMark } from '@/components/inventory/stock-mark'
import { CareBadges } from '@/components/medicine/care-badges'
import type { InventoryFilter, Medicine } from '@/hooks/inventory'
import { daysUntil, formatDate, formatMoney, formatQty } from '@/lib/format'

type SortField = 'name' | 'price' | 'stock_qty' | 'expiry_date' | 'reorder_level'

export interface Column {
  id: string
  title: string
  /** The track of the grid. */
  width: string
  isNumber?: boolean
  sort?: SortField
  /** Left out on a phone. */
  isDeskOnly?: boolean
  /** Not shown until somebody asks for it. */
  isExtra?: boolean
  cell: (medicine: Medicine, currency: string) => ReactNode
}

const dash = <span className="text-ink-3">—</span>

export const COLUMNS: readonly Column[] = [
  {
    id: 'name',
    title: 'Medicine',
    width: 'minmax(9rem, 2.4fr)',
    sort: 'name',
    cell: (medicine) => (
      <>
        <span className="flex items-center gap-1.5">
          <span className="truncate font-medium">{medicine.name}</span>
          <CareBadges medicine={medicine} />
        </span>
        <span className="block truncate text-ink-3 text-xs">
          {medicine.generic_name ?? medicine.category ?? ' '}
        </span>
      </>
    ),
  },
  {
    id: 'category',
    isDeskOnly: true,
    title: 'Category',
    width: 'minmax(5.5rem, 1fr)',
    cell: ({ category }) => category ?? dash,
  },
  {
    id: 'supplier',
    isDeskOnly: true,
    title: 'Supplier',
    width: 'minmax(6.5rem, 1.2fr)',
    cell: (row) => row.supplier_name ?? dash,
  },
  {
    id: 'status',
    title: 'Status',
    width: '5.5rem',
    isDeskOnly: true,
    cell: (medicine) => <StockMark stock={medicine.stock_qty} reorderLevel={medicine.reorder_level} />,
  },
  {
    id: 'stock',
    title: 'In stock',
    width: '5.5rem',
    isNumber: true,
    sort: 'stock_qty',
    cell: (medicine) => (
      <>
        <span className="block font-medium">{formatQty(medicine.stock_qty)}</span>
        <span className="md:hidden">
          <StockMark stock={medicine.stock_qty} reorderLevel={medicine.reorder_level} />
        </span>
        {medicine.expired_qty > 0 ? (
          <span className="block text-danger text-xs max-md:hidden">
            +{formatQty(medicine.expired_qty)} expired
          </span>
        ) : null}
      </>
    ),
  },
  {
    id: 'reorder_level',
    isDeskOnly: true,
    title: 'Reorder level',
    width: '7rem',
    isNumber: true,
    sort: 'reorder_level',
    isExtra: true,
    cell: (medicine) => formatQty(medicine.reorder_level),
  },
  {
    id: 'on_order',
    isDeskOnly: true,
    title: 'On order',
    width: '5.5rem',
    isNumber: true,
    isExtra: true,
    cell: (medicine) => formatQty(medicine.on_order_qty),
  },
  {
    id: 'expiry',
    isDeskOnly: true,
    title: 'Next expiry',
    width: 'minmax(7rem, 1fr)',
    sort: 'expiry_date',
    cell: ({ expiry_date }) =>
      expiry_date ? (
        <span className="flex flex-col items-start">
          <span className="tabular">{formatDate(expiry_date)}</span>
          <ExpiryBadge daysLeft={daysUntil(expiry_date)} />
        </span>
      ) : (
        dash
      ),
  },
  {
    id: 'price',
    isDeskOnly: true,
    title: 'Price',
    width: '5rem',
    isNumber: true,
    sort: 'price',
    cell: (medicine, currency) => formatMoney(medicine.price, currency),
  },
  {
    id: 'pack',
    isDeskOnly: true,
    title: 'Pack',
    width: '4.5rem',
    isNumber: true,
    isExtra: true,
    cell: (medicine) => formatQty(medicine.pack_size),
  },
  {
    id: 'lead',
    isDeskOnly: true,
    title: 'Delivery',
    width: '5rem',
    isNumber: true,
    isExtra: true,
    cell: (row) => `${row.lead_time_days} d`,
  },
]

export const ALWAYS_SHOWN = 'name'
export const DEFAULT_COLUMNS = COLUMNS.filter((column) => !column.isExtra).map((column) => column.id)

/** Which columns the address asks for, in their own order. */
export function readColumns(text: string | null): Column[] {
  const asked = text === null ? DEFAULT_COLUMNS : text.split(',')
  return COLUMNS.filter((column) => column.id === ALWAYS_SHOWN || asked.includes(column.id))
}

export const STATUSES: readonly { value: NonNullable<InventoryFilter['status']>; label: string }[] = [
  { value: 'in_stock', label: 'In stock' },
  { value: 'low', label: 'Low' },
  { value: 'out', label: 'Out' },
  { value: 'expiring', label: 'Expiring' },
]

export function readFilter(get: (name: string) => string | null): InventoryFilter {
  const status = STATUSES.find(({ value }) => value === get('status'))?.value
  const asked = get('sort') ?? 'name'
  const isKnown = COLUMNS.some((column) => column.sort === asked.replace(/^-/, ''))
  const q = get('q')
  return {
    sort: (isKnown ? asked : 'name') as NonNullable<InventoryFilter['sort']>,
    ...(status ? { status } : {}),
    ...(q ? { q } : {}),
  }
}
