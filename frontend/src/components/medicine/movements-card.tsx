import { ArrowLeftRight } from 'lucide-react'
import { useState } from 'react'
import { MovementMenu } from '@/components/stock/movement-menu'
import { movementWord } from '@/components/stock/words'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import { type Movement, useMovements } from '@/hooks/inventory'
import { cn } from '@/lib/cn'
import { formatInstant, formatQty } from '@/lib/format'

const SIZE = 10
const MINUTE = 60_000

/** Every change of the stock, newest first. */
export function MovementsCard({ medicineId }: { medicineId: number }) {
  const [page, setPage] = useState(1)
  const movements = useMovements(medicineId, page, SIZE)
  return (
    <Card>
      <CardHeader title="Movements" note="newest first" />
      <Loaded query={movements} lines={8}>
        {({ data, meta }) =>
          data.length === 0 ? (
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
                    <Th>
                      <span className="sr-only">Actions</span>
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((line) => (
                    <Line key={line.id} line={line} />
                  ))}
                </tbody>
              </Table>
              <Pager meta={meta} onPage={setPage} />
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function Line({ line }: { line: Movement }) {
  const { time_zone } = usePharmacy()
  const isLate = Date.parse(line.recorded_at) - Date.parse(line.occurred_at) > MINUTE
  const isTakenBack = line.reversed_by_id !== null
  return (
    <tr id={`movement-${line.id}`} className="target:bg-accent-soft">
      <Td className="tabular whitespace-nowrap text-ink-3">
        {formatInstant(line.occurred_at, time_zone)}
        {isLate ? (
          <span className="block text-xs">written {formatInstant(line.recorded_at, time_zone)}</span>
        ) : null}
      </Td>
      <Td className="min-w-44">
        <span className={cn(isTakenBack && 'text-ink-3 line-through')}>{movementWord(line)}</span>
        {line.note ? <span className="text-ink-3"> · {line.note}</span> : null}
        <span className="block text-ink-3 text-xs empty:hidden">
          {line.actor_name ? <span className="mr-2">{line.actor_name}</span> : null}
          <LineLink word="taken back by" id={line.reversed_by_id} />
          <LineLink word="takes back" id={line.reverses_id} />
        </span>
      </Td>
      <Td className="whitespace-nowrap text-ink-3">{line.batch_no ?? '—'}</Td>
      <Td className={cn('num font-medium', line.qty_change > 0 && 'text-accent')}>
        {line.qty_change > 0 ? '+' : line.qty_change < 0 ? '−' : ''}
        {formatQty(Math.abs(line.qty_change))}
      </Td>
      <Td className="num text-ink-3">{formatQty(line.balance_after)}</Td>
      <Td className="w-0">
        <MovementMenu line={line} />
      </Td>
    </tr>
  )
}

/** From a line to the one that took it back, and from there to the first. */
function LineLink({ word, id }: { word: string; id: number | null }) {
  if (id === null) return null
  return (
    <a href={`#movement-${id}`} className="underline underline-offset-2 hover:text-ink">
      {word} line {id}
    </a>
  )
}
