import { PackageCheck } from 'lucide-react'
import { useState } from 'react'
import { RecallStatus } from '@/components/recalls/recall-status'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import { useRecalls } from '@/hooks/recalls'
import { formatInstant } from '@/lib/format'

export function RecallsList({ onOpen }: { onOpen: (recallId: number) => void }) {
  const [page, setPage] = useState(1)
  const { time_zone } = usePharmacy()
  const recalls = useRecalls(page)
  return (
    <Card>
      <CardHeader title="Recalls" note="newest first" />
      <Loaded query={recalls} lines={3}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState icon={<PackageCheck />} title="Nothing was ever recalled" className="py-10">
              When a maker or the drug control calls a batch back, trace its number and hold it in every
              branch with one press.
            </EmptyState>
          ) : (
            <>
              <Table label="Recalls">
                <thead>
                  <tr>
                    <Th>Batch</Th>
                    <Th>Status</Th>
                    <Th>Medicine</Th>
                    <Th>Reason</Th>
                    <Th>Started</Th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((recall) => (
                    <tr key={recall.id} className="relative transition-colors hover:bg-hover">
                      <Td>
                        <button
                          type="button"
                          onClick={() => onOpen(recall.id)}
                          className="whitespace-nowrap font-medium after:absolute after:inset-0"
                        >
                          {recall.batch_no}
                        </button>
                      </Td>
                      <Td>
                        <RecallStatus recall={recall} />
                      </Td>
                      <Td className="min-w-40">{recall.medicine_name ?? 'Any'}</Td>
                      <Td className="min-w-48 text-ink-2">{recall.reason}</Td>
                      <Td className="tabular whitespace-nowrap text-ink-3">
                        {formatInstant(recall.started_at, time_zone)}
                      </Td>
                    </tr>
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
