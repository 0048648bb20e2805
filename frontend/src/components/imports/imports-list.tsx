import { History } from 'lucide-react'
import { useState } from 'react'
import { ImportStatus } from '@/components/imports/import-status'
import { Card, CardHeader } from '@/components/ui/card'
import { Pager } from '@/components/ui/pager'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import { useImports } from '@/hooks/imports'
import { formatInstant } from '@/lib/format'

export function ImportsList({ onOpen }: { onOpen: (importId: number) => void }) {
  const [page, setPage] = useState(1)
  const { time_zone } = usePharmacy()
  const imports = useImports(page, 20)
  return (
    <Card>
      <CardHeader title="Past imports" />
      {imports.error && !imports.data ? (
        <ErrorState error={imports.error} retry={() => void imports.refetch()} />
      ) : imports.isPending ? (
        <div className="flex flex-col gap-4 p-4">
          <Skeleton />
          <Skeleton />
          <Skeleton />
        </div>
      ) : imports.data.data.length === 0 ? (
        <EmptyState icon={<History />} title="Nothing imported yet" className="py-10">
          Each file you import is listed here with what it added and what needed a look.
        </EmptyState>
      ) : (
        <>
          <Table label="Past imports">
            <thead>
              <tr>
                <Th>File</Th>
                <Th>Status</Th>
                <Th>When</Th>
                <Th className="text-right">Added</Th>
                <Th className="text-right">Already there</Th>
                <Th className="text-right">Left out</Th>
              </tr>
            </thead>
            <tbody>
              {imports.data.data.map((one) => (
                <tr key={one.id} className="relative transition-colors hover:bg-hover">
                  <Td className="max-w-64">
                    <button
                      type="button"
                      onClick={() => onOpen(one.id)}
                      className="block max-w-full truncate font-medium after:absolute after:inset-0"
                    >
                      {one.filename}
                    </button>
                  </Td>
                  <Td>
                    <ImportStatus status={one.status} />
                  </Td>
                  <Td className="tabular whitespace-nowrap text-ink-3">
                    {formatInstant(one.created_at, time_zone)}
                  </Td>
                  <Td className="num font-medium">{one.added.toLocaleString('en')}</Td>
                  <Td className="num text-ink-3">{one.already_there.toLocaleString('en')}</Td>
                  <Td className="num text-ink-3">{one.skipped_bad.toLocaleString('en')}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
          <Pager meta={imports.data.meta} onPage={setPage} />
        </>
      )}
    </Card>
  )
}
