import { History } from 'lucide-react'
import { useState } from 'react'
import { ChangeList } from '@/components/history/change-list'
import { Card, CardHeader } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { useMay, usePharmacy } from '@/hooks/auth'
import { type AuditEntry, useRecordHistory } from '@/hooks/history'
import { actionInWords } from '@/lib/changes'
import { formatInstant } from '@/lib/format'

/** Who changed this thing, newest first; nothing for those who may not know. */
export function RecordHistory({ kind, id }: { kind: string; id: number }) {
  const mayRead = useMay('history.read')
  if (!mayRead) return null
  return (
    <Card>
      <CardHeader title="History" note="who changed what" />
      <Entries kind={kind} id={id} />
    </Card>
  )
}

export function RecordHistoryDialog(props: {
  open: boolean
  onClose: () => void
  title: string
  kind: string
  id: number
}) {
  return (
    <Dialog open={props.open} onOpenChange={(next) => !next && props.onClose()} title={props.title}>
      <div className="-mx-5 border-t">
        <Entries kind={props.kind} id={props.id} />
      </div>
    </Dialog>
  )
}

function Entries({ kind, id }: { kind: string; id: number }) {
  const [page, setPage] = useState(1)
  const history = useRecordHistory(kind, id, page, true)
  return (
    <Loaded query={history} lines={3}>
      {({ data, meta }) =>
        data.length === 0 ? (
          <EmptyState icon={<History />} title="Nothing was changed yet" className="py-8">
            Each change is written here with who made it, and can never be taken out again.
          </EmptyState>
        ) : (
          <>
            <ol className="divide-y">
              {data.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </ol>
            <Pager meta={meta} onPage={setPage} />
          </>
        )
      }
    </Loaded>
  )
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { time_zone } = usePharmacy()
  return (
    <li className="flex flex-col gap-1 px-4 py-2.5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span>
          <span className="font-medium">{actionInWords(entry.action)}</span>
          <span className="text-ink-3"> by {entry.actor_name ?? 'the schedule'}</span>
        </span>
        <time dateTime={entry.recorded_at} className="tabular text-ink-3 text-xs">
          {formatInstant(entry.recorded_at, time_zone)}
        </time>
      </p>
      <ChangeList entry={entry} most={6} />
    </li>
  )
}
