import Link from 'next/link'
import { ChangeList } from '@/components/history/change-list'
import { kindInWords, subjectPath } from '@/components/history/filters'
import { ProofPanel } from '@/components/history/proof-panel'
import { Dialog } from '@/components/ui/dialog'
import { usePharmacy } from '@/hooks/auth'
import type { AuditEntry } from '@/hooks/history'
import { actionInWords, nameOf } from '@/lib/changes'
import { formatInstant } from '@/lib/format'

/** One entry in full, with its proof. */
export function EntryDialog({ entry, onClose }: { entry: AuditEntry | null; onClose: () => void }) {
  return (
    <Dialog
      open={entry !== null}
      onOpenChange={(open) => !open && onClose()}
      title={entry ? actionInWords(entry.action) : ''}
      className="w-[min(36rem,calc(100vw-2rem))]"
    >
      {entry ? <Details entry={entry} /> : null}
    </Dialog>
  )
}

function Details({ entry }: { entry: AuditEntry }) {
  const { time_zone } = usePharmacy()
  const path = subjectPath(entry.subject_kind, entry.subject_id)
  const name = nameOf(entry)
  const subject = `${kindInWords(entry.subject_kind)} ${entry.subject_id}${name ? `, ${name}` : ''}`
  const facts: readonly [string, React.ReactNode][] = [
    ['Who', entry.actor_name ?? 'The schedule'],
    ['When', formatInstant(entry.recorded_at, time_zone)],
    [
      'What',
      path ? (
        <Link key="what" href={path} className="font-medium text-accent hover:underline">
          {subject}
        </Link>
      ) : (
        subject
      ),
    ],
    ['Through', entry.channel],
  ]
  return (
    <div className="flex flex-col gap-5">
      <dl className="grid grid-cols-[5rem_minmax(0,1fr)] gap-y-1">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-ink-3">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section aria-label="What changed" className="empty:hidden">
        <ChangeList entry={entry} />
      </section>
      <ProofPanel entry={entry} />
    </div>
  )
}
