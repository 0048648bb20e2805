import { CalendarCheck } from 'lucide-react'
import { useState } from 'react'
import { RiskRow } from '@/components/expiry/risk-row'
import { RiskToolbar, SORTS } from '@/components/expiry/risk-toolbar'
import { DestroyDialog } from '@/components/stock/destroy-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { Table, Th } from '@/components/ui/table'
import { useMay } from '@/hooks/auth'
import { type Band, type ExpiringBatch, useExpiring } from '@/hooks/expiry'
import type { Changes } from '@/hooks/use-url-state'
import { count } from '@/lib/format'

interface RiskCardProps {
  band: Band['band'] | null
  supplier: number | null
  sort: string | null
  page: number
  onChange: (changes: Changes) => void
}

/** Each batch that expires within half a year, what is expected to be left of it, and what to do. */
export function RiskCard({ band, supplier, sort, page, onChange }: RiskCardProps) {
  const order = sort ?? SORTS[0].value
  const risks = useExpiring(
    { sort: order, ...(band ? { band } : {}), ...(supplier ? { supplier_id: supplier } : {}) },
    page,
  )
  return (
    <Card>
      <CardHeader
        title="What will expire"
        note="what your own sales say will be left, and how sure that is"
        actions={
          <RiskToolbar
            supplier={supplier}
            sort={order}
            onSupplier={(next) => onChange({ supplier: next, page: null })}
            onSort={(next) => onChange({ sort: next, page: null })}
          />
        }
      />
      <Loaded query={risks} lines={8}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState icon={<CalendarCheck />} title="Nothing expires here">
              Batches that expire within 180 days are listed here, with how much of each is expected to be
              left. Tell the expiry date when you receive a batch.
            </EmptyState>
          ) : (
            <>
              <RiskTable key={`${band} ${supplier} ${order} ${page}`} rows={data} />
              <Pager meta={meta} onPage={(next) => onChange({ page: String(next) })} />
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function RiskTable({ rows }: { rows: readonly ExpiringBatch[] }) {
  const mayDestroy = useMay('batches.destroy')
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const [doomed, setDoomed] = useState<readonly ExpiringBatch[]>([])
  const chosen = rows.filter(({ batch_id }) => selected.has(batch_id))
  const select = (ids: readonly number[], isSelected: boolean) => {
    const next = new Set(selected)
    for (const id of ids) isSelected ? next.add(id) : next.delete(id)
    setSelected(next)
  }
  return (
    <>
      {chosen.length > 0 ? (
        <div
          role="toolbar"
          aria-label="Selected batches"
          className="flex items-center gap-2 border-b px-4 py-2"
        >
          <p aria-live="polite" className="flex-1 font-medium">
            {count(chosen.length, 'batch', 'batches')} selected
          </p>
          <Button variant="ghost" size="sm" onClick={() => setSelected(new Set())}>
            Clear
          </Button>
          <Button variant="danger" size="sm" onClick={() => setDoomed(chosen)}>
            Destroy together
          </Button>
        </div>
      ) : null}
      <Table label="What will expire">
        <thead>
          <tr>
            {mayDestroy ? (
              <Th>
                <Checkbox
                  aria-label="Select all on this page"
                  checked={chosen.length === rows.length || (chosen.length > 0 ? 'indeterminate' : false)}
                  onCheckedChange={(checked) =>
                    select(
                      rows.map(({ batch_id }) => batch_id),
                      checked === true,
                    )
                  }
                />
              </Th>
            ) : null}
            <Th>Medicine</Th>
            <Th>Expires</Th>
            <Th className="text-right">On hand</Th>
            <Th className="text-right">Likely left</Th>
            <Th className="text-right">At risk</Th>
            <Th className="max-md:hidden">What to do</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RiskRow
              key={row.batch_id}
              row={row}
              isSelected={selected.has(row.batch_id)}
              onSelect={mayDestroy ? (isSelected) => select([row.batch_id], isSelected) : null}
              onDestroy={() => setDoomed([row])}
            />
          ))}
        </tbody>
      </Table>
      {doomed.length > 0 ? <DestroyDialog batches={doomed} onClose={() => setDoomed([])} /> : null}
    </>
  )
}
