import { History } from 'lucide-react'
import { ChangeList } from '@/components/history/change-list'
import { kindInWords } from '@/components/history/filters'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import type { AuditEntry, useAuditLog } from '@/hooks/history'
import { actionInWords, nameOf } from '@/lib/changes'
import { formatInstant } from '@/lib/format'

interface HistoryListProps {
  log: ReturnType<typeof useAuditLog>
  isNarrowed: boolean
  onClear: () => void
  onOpen: (entry: AuditEntry) => void
  onPage: (page: number) => void
}

export function HistoryList({ log, isNarrowed, onClear, onOpen, onPage }: HistoryListProps) {
  return (
    <Card>
      <Loaded query={log} lines={10}>
        {({ data, meta }) =>
          data.length > 0 ? (
            <>
              <ol aria-label="History" className="divide-y">
                {data.map((entry) => (
                  <Row key={entry.id} entry={entry} onOpen={onOpen} />
                ))}
              </ol>
              <Pager meta={meta} onPage={onPage} />
            </>
          ) : isNarrowed ? (
            <EmptyState
              icon={<History />}
              title="Nothing matches"
              action={<Button onClick={onClear}>Clear the filters</Button>}
            >
              Nobody did this in the days you picked.
            </EmptyState>
          ) : (
            <EmptyState icon={<History />} title="Nothing was changed yet">
              Receive a batch or change a price: it is written here with who did it, and before and after.
            </EmptyState>
          )
        }
      </Loaded>
    </Card>
  )
}

function Row({ entry, onOpen }: { entry: AuditEntry; onOpen: (entry: AuditEntry) => void }) {
  const { time_zone } = usePharmacy()
  return (
    <li className="relative grid grid-cols-[8.5rem_minmax(0,1fr)_minmax(0,1.4fr)] items-start gap-x-4 gap-y-1 px-4 py-2.5 transition-colors hover:bg-hover max-md:grid-cols-1">
      <time dateTime={entry.recorded_at} className="tabular whitespace-nowrap text-ink-3 max-md:text-xs">
        {formatInstant(entry.recorded_at, time_zone)}
      </time>
      <div className="min-w-0">
        <button
          type="button"
          onClick={() => onOpen(entry)}
          className="text-left font-medium after:absolute after:inset-0"
        >
          {actionInWords(entry.action)}
        </button>{' '}
        <span className="text-ink-2">
          · {nameOf(entry) ?? `${kindInWords(entry.subject_kind)} ${entry.subject_id}`}
        </span>
        <p className="truncate text-ink-3 text-xs">
          {entry.actor_name ?? 'The schedule'} · {entry.channel}
        </p>
      </div>
      <ChangeList entry={entry} most={3} />
    </li>
  )
}
