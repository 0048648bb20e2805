'use client'

import { Boxes, Columns3, FileUp, Plus } from 'lucide-react'
import Link from 'next/link'
import { useCallback, useRef } from 'react'
import { AddMedicineDialog } from '@/components/inventory/add-medicine-dialog'
import { ALWAYS_SHOWN, COLUMNS, readColumns, readFilter, STATUSES } from '@/components/inventory/columns'
import { InventoryGrid } from '@/components/inventory/inventory-grid'
import { PageHeader } from '@/components/layout/page-header'
import { LinkDialog } from '@/components/scan/link-dialog'
import { Button } from '@/components/ui/button'
import { Menu, MenuCheck, MenuLabel } from '@/components/ui/menu'
import { SearchBox } from '@/components/ui/search-box'
import { Segmented } from '@/components/ui/segmented'
import { EmptyState } from '@/components/ui/states'
import { useMay } from '@/hooks/auth'
import { useInventoryRows } from '@/hooks/inventory'
import { useHotkeys } from '@/hooks/use-hotkeys'
import { useScan } from '@/hooks/use-scan'
import { useUrlState } from '@/hooks/use-url-state'
import { readCode } from '@/lib/barcode'
import { count } from '@/lib/format'

export function InventoryView() {
  const { get, set } = useUrlState()
  const mayWrite = useMay('inventory.write')
  const scan = useScan()
  const searchRef = useRef<HTMLInputElement>(null)
  const filter = readFilter(get)
  const columns = readColumns(get('columns'))
  const { total } = useInventoryRows(filter, 0, 0)
  const search = useCallback((q: string) => set({ q }), [set])
  const isNarrowed = Boolean(filter.q || filter.status)
  useHotkeys({ '/': () => searchRef.current?.focus() })

  const toggleColumn = (id: string, shown: boolean) => {
    const ids = COLUMNS.map((column) => column.id).filter((one) =>
      one === id ? shown : columns.some((column) => column.id === one),
    )
    set({ columns: ids.join(',') })
  }

  return (
    <>
      <PageHeader
        title="Inventory"
        note={total === undefined ? null : count(total, 'medicine')}
        actions={
          mayWrite ? (
            <Button variant="primary" onClick={() => set({ add: '1' })}>
              <Plus /> Add medicine
            </Button>
          ) : null
        }
      />
      <div className="flex flex-wrap items-center gap-2 px-6 pb-3 max-md:px-4">
        <SearchBox
          ref={searchRef}
          label="Search the inventory"
          value={filter.q ?? ''}
          onChange={search}
          onEnter={(text) => {
            const code = readCode(text)
            if (code) void scan.lookUp(code)
          }}
          className="w-72 max-md:w-full"
        />
        <div className="max-w-full overflow-x-auto [scrollbar-width:none]">
          <Segmented
            label="Status"
            value={filter.status ?? 'all'}
            segments={[{ value: 'all', label: 'All' }, ...STATUSES]}
            onChange={(status) => set({ status: status === 'all' ? null : status })}
          />
        </div>
        <span className="flex-1 max-md:hidden" />
        <Menu
          trigger={
            <Button className="max-md:hidden">
              <Columns3 /> Columns
            </Button>
          }
        >
          <MenuLabel>Shown columns</MenuLabel>
          {COLUMNS.filter((column) => column.id !== ALWAYS_SHOWN).map((column) => (
            <MenuCheck
              key={column.id}
              checked={columns.includes(column)}
              onCheckedChange={(shown) => toggleColumn(column.id, shown)}
            >
              {column.title}
            </MenuCheck>
          ))}
        </Menu>
      </div>
      <InventoryGrid
        key={`${filter.q}|${filter.status}|${filter.sort}`}
        filter={filter}
        columns={columns}
        onSort={(sort) => set({ sort: sort === 'name' ? null : sort })}
        empty={<InventoryEmpty isNarrowed={isNarrowed} onClear={() => set({ q: null, status: null })} />}
      />
      <LinkDialog scan={scan} />
      <AddMedicineDialog open={mayWrite && get('add') === '1'} onClose={() => set({ add: null })} />
    </>
  )
}

function InventoryEmpty({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  return isNarrowed ? (
    <EmptyState
      icon={<Boxes />}
      title="No medicine matches"
      action={<Button onClick={onClear}>Clear the filters</Button>}
    >
      Try fewer letters: the search looks at the name and the generic name. A barcode is found with Enter.
    </EmptyState>
  ) : (
    <EmptyState
      icon={<Boxes />}
      title="The shelf is empty"
      action={
        <>
          <Button asChild variant="primary">
            <Link href="/imports/">
              <FileUp /> Import a sales file
            </Link>
          </Button>
          <Button asChild>
            <Link href="/inventory/?add=1">Add by hand</Link>
          </Button>
        </>
      }
    >
      Every medicine named in your sales file appears here by itself.
    </EmptyState>
  )
}
