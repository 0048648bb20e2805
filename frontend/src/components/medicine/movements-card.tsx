import { ArrowLeftRight } from 'lucide-react'
import { useState } from 'react'
import { Card, CardHeader } from '@/components/ui/card'
import { Pager } from '@/components/ui/pager'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import { useMovements } from '@/hooks/inventory'
import { cn } from '@/lib/cn'
import { formatInstant, formatQty } from '@/lib/format'

const SIZE = 10

/** "opening_stock" → "Opening stock". */
export function readable(code: string): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Every change of the stock, newest first. */
export function MovementsCard({ medicineId }: { medicineId: number }) {
  const [page, setPage] = useState(1)
  const { time_zone } = usePharmacy()
  const movements = useMovements(medicineId, page, SIZE)
  return (
    <Card>
      <CardHeader title="Movements" note="newest first" />
      {movements.error ? (
        <ErrorState error={movements.error} retry={() => void movements.refetch()} />
      ) : movements.isPending ? (
        <div className="flex h-80 flex-col gap-4 p-4">
          <Skeleton />
          <Skeleton />
          <Skeleton />
        </div>
      ) : movements.data.data.length === 0 ? (
        <EmptyState icon={<ArrowLeftRight />} title="Nothing has moved yet" className="py-8">
          Sales, deliveries and counts are written here, one line each.
        </EmptyState>
      ) : (
        <>
          <Table label="Movements">
            <thead>
              <tr>
                <Th>When</Th>
                <Th>What</Th>
                <Th>Batch</Th>
                <Th className="text-right">Change</Th>
                <Th className="text-right">Left in batch</Th>
              </tr>
            </thead>
            <tbody>
              {movements.data.data.map((row) => (
                <tr key={row.id}>
                  <Td className="tabular whitespace-nowrap text-ink-3">
                    {formatInstant(row.occurred_at, time_zone)}
                  </Td>
                  <Td>
                    {readable(row.reason)}
                    {row.note ? <span className="text-ink-3"> · {row.note}</span> : null}
                  </Td>
                  <Td className="whitespace-nowrap text-ink-3">{row.batch_no ?? '—'}</Td>
                  <Td className={cn('num font-medium', row.qty_change > 0 && 'text-accent')}>
                    {row.qty_change > 0 ? '+' : '−'}
                    {formatQty(Math.abs(row.qty_change))}
                  </Td>
                  <Td className="num text-ink-3">{formatQty(row.balance_after)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
          <Pager meta={movements.data.meta} onPage={setPage} />
        </>
      )}
    </Card>
  )
}
