'use client'

import { Download, PackageCheck } from 'lucide-react'
import { DeadStockRow } from '@/components/dead-stock/dead-stock-row'
import { PageHeader } from '@/components/layout/page-header'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Select } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import { downloadDeadStock, useDeadStock } from '@/hooks/dead-stock'
import { tellError } from '@/hooks/reorder-decisions'
import { useUrlState } from '@/hooks/use-url-state'
import { count, formatMoney } from '@/lib/format'

const STRETCHES = [90, 200, 365] as const

/** What no longer sells or lasts longer than it keeps, and the money in it. */
export function DeadStockView() {
  const { get, set } = useUrlState()
  const { currency } = usePharmacy()
  const days = Number(get('days')) || 200
  const list = useDeadStock(days, Number(get('page')) || 1)
  const summary = list.data?.summary
  return (
    <>
      <PageHeader
        title="Dead stock"
        note={summary?.value ? `${formatMoney(summary.value, currency)} bound in it` : null}
        actions={
          <>
            <Select
              aria-label="Without a sale for"
              className="w-auto"
              value={String(days)}
              onChange={(event) => set({ days: event.target.value, page: null })}
            >
              {STRETCHES.map((stretch) => (
                <option key={stretch} value={stretch}>
                  {`No sale in ${stretch} days`}
                </option>
              ))}
            </Select>
            <Button onClick={() => downloadDeadStock(days).catch(tellError)}>
              <Download /> Export CSV
            </Button>
          </>
        }
      />
      <div className="px-6 pb-6 max-md:px-4">
        <Card>
          <Loaded query={list} lines={6}>
            {({ data, meta, summary: all }) =>
              data.length === 0 ? (
                <EmptyState icon={<PackageCheck />} title="Nothing lies dead">
                  Everything on the shelf sold in the last {days} days and is expected to sell before it
                  expires.
                </EmptyState>
              ) : (
                <>
                  <CardHeader
                    title={count(all.medicines, 'medicine')}
                    note={`${all.stopped} no longer ordered`}
                  />
                  <ul className="divide-y">
                    {data.map((row) => (
                      <DeadStockRow key={row.medicine_id} row={row} />
                    ))}
                  </ul>
                  <Pager meta={meta} onPage={(page) => set({ page: page === 1 ? null : String(page) })} />
                </>
              )
            }
          </Loaded>
        </Card>
      </div>
    </>
  )
}
