import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import Link from 'next/link'
import { type CSSProperties, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import type { Column } from '@/components/inventory/columns'
import { MedicineMenu } from '@/components/inventory/medicine-menu'
import { ErrorState, Skeleton } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import { type InventoryFilter, type Medicine, useInventoryRows } from '@/hooks/inventory'
import { cn } from '@/lib/cn'

const ROW_HEIGHT = 52
const FIRST_GUESS = 14

interface InventoryGridProps {
  filter: InventoryFilter
  columns: readonly Column[]
  onSort: (sort: string) => void
  empty: ReactNode
}

/** The whole inventory on one scroll bar; only rows in sight are drawn, and only their pages fetched. */
export function InventoryGrid({ filter, columns, onSort, empty }: InventoryGridProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [top, setTop] = useState(0)
  const [total, setTotal] = useState<number | undefined>(undefined)
  const virtual = useWindowVirtualizer({
    count: total ?? FIRST_GUESS,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin: top,
  })
  const items = virtual.getVirtualItems()
  const rows = useInventoryRows(filter, items[0]?.index ?? 0, items.at(-1)?.index ?? 0)

  useLayoutEffect(() => {
    setTop(body.current?.offsetTop ?? 0)
  }, [])
  useLayoutEffect(() => {
    if (rows.total !== undefined) setTotal(rows.total)
  }, [rows.total])

  if (rows.error && total === undefined) return <ErrorState error={rows.error} retry={rows.retry} />
  if (rows.total === 0) return empty
  // Its own scroll bar would keep the heading from sticking to the window: only for columns added by hand.
  const hasExtra = columns.some((column) => column.isExtra)
  const tracks = (shown: readonly Column[]) => `${shown.map((column) => column.width).join(' ')} 2rem`
  const template = {
    '--columns': tracks(columns),
    '--phone-columns': tracks(columns.filter((column) => !column.isDeskOnly)),
  }

  return (
    <div className={cn('border-y bg-surface', hasExtra ? 'overflow-x-auto' : 'overflow-x-clip')}>
      <table
        aria-label="Inventory"
        aria-rowcount={total ?? -1}
        className="block md:min-w-fit"
        style={template as CSSProperties}
      >
        <HeaderRow columns={columns} sort={filter.sort ?? 'name'} onSort={onSort} />
        <tbody ref={body} className="relative block" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => (
            <tr
              key={item.key}
              aria-rowindex={item.index + 2}
              className="group absolute inset-x-0 grid grid-cols-(--columns) max-md:grid-cols-(--phone-columns) items-center gap-x-4 border-b px-6 max-xl:gap-x-3 transition-colors focus-within:bg-hover hover:bg-hover max-md:px-4"
              style={{
                height: item.size,
                transform: `translateY(${item.start - virtual.options.scrollMargin}px)`,
              }}
            >
              <MedicineCells medicine={rows.rowAt(item.index)} columns={columns} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function MedicineCells({
  medicine,
  columns,
}: {
  medicine: Medicine | undefined
  columns: readonly Column[]
}) {
  const { currency } = usePharmacy()
  if (!medicine) {
    return columns.map((column) => (
      <td
        key={column.id}
        className={cn(column.isNumber && 'justify-self-end', column.isDeskOnly && 'max-md:hidden')}
      >
        <Skeleton className={column.isNumber ? 'w-12' : 'w-24'} />
      </td>
    ))
  }
  return (
    <>
      {columns.map((column, index) => (
        <td
          key={column.id}
          className={cn(
            'min-w-0',
            column.isNumber ? 'num' : 'truncate',
            column.isDeskOnly && 'max-md:hidden',
          )}
        >
          {index === 0 ? (
            <Link
              href={`/medicine/?id=${medicine.id}`}
              className="block outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
            >
              {column.cell(medicine, currency)}
            </Link>
          ) : (
            column.cell(medicine, currency)
          )}
        </td>
      ))}
      <td className="relative z-10">
        <MedicineMenu medicine={medicine} />
      </td>
    </>
  )
}

interface HeaderRowProps {
  columns: readonly Column[]
  sort: string
  onSort: (sort: string) => void
}

function HeaderRow({ columns, sort, onSort }: HeaderRowProps) {
  const field = sort.replace(/^-/, '')
  const isDown = sort.startsWith('-')
  return (
    <thead className="sticky top-0 z-20 block max-md:static">
      <tr className="grid h-9 grid-cols-(--columns) max-md:grid-cols-(--phone-columns) items-center gap-x-4 border-b bg-surface px-6 max-xl:gap-x-3 text-ink-3 text-xs max-md:px-4">
        {columns.map((column) => {
          const isSorted = column.sort !== undefined && column.sort === field
          const Arrow = isDown ? ArrowDown : ArrowUp
          return (
            <th
              key={column.id}
              aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : column.sort ? 'none' : undefined}
              className={cn(
                'font-medium',
                column.isNumber ? 'num' : 'text-left',
                column.isDeskOnly && 'max-md:hidden',
              )}
            >
              {column.sort ? (
                <button
                  type="button"
                  onClick={() => onSort(isSorted && !isDown ? `-${column.sort}` : (column.sort ?? 'name'))}
                  className={cn(
                    '-mx-1.5 inline-flex items-center gap-1 rounded px-1.5 py-1 hover:bg-sunken hover:text-ink',
                    isSorted && 'text-ink',
                  )}
                >
                  {column.title}
                  {isSorted ? <Arrow className="size-3" aria-hidden /> : null}
                </button>
              ) : (
                column.title
              )}
            </th>
          )
        })}
        <th>
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
  )
}
