import { ArrowRight } from 'lucide-react'
import type { AuditEntry } from '@/hooks/history'
import { changesOf, type FieldChange } from '@/lib/changes'

/** What changed: field, as it was, as it is since. `most`: how many fields are shown before "and n more". */
export function ChangeList({
  entry,
  most = Number.POSITIVE_INFINITY,
}: {
  entry: Pick<AuditEntry, 'before' | 'after'>
  most?: number
}) {
  const changes = changesOf(entry.before, entry.after)
  if (changes.length === 0) return null
  const shown = changes.slice(0, most)
  const more = changes.length > most ? `and ${changes.length - most} more` : null
  if (entry.before === null) return <Told changes={shown} more={more} />
  return (
    <ul className="flex flex-col gap-0.5 text-xs">
      {shown.map(({ field, was, is }) => (
        <li key={field} className="flex flex-wrap items-baseline gap-x-1.5">
          <span className="text-ink-3">{field}</span>
          <del className="break-all rounded-sm bg-danger-soft px-1 text-danger decoration-1">
            <span className="sr-only">was </span>
            {was ?? 'nothing'}
          </del>
          <ArrowRight aria-hidden className="size-3 self-center text-ink-3" />
          <ins className="break-all rounded-sm bg-accent-soft px-1 text-accent no-underline">
            <span className="sr-only">is now </span>
            {is ?? 'nothing'}
          </ins>
        </li>
      ))}
      {more ? <li className="text-ink-3">{more}</li> : null}
    </ul>
  )
}

/** Of something new there is no before: only what it is. */
function Told({ changes, more }: { changes: readonly FieldChange[]; more: string | null }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs">
      {changes.map(({ field, is }) => (
        <li key={field}>
          <span className="text-ink-3">{field}</span> <span className="break-words">{is ?? '—'}</span>
        </li>
      ))}
      {more ? <li className="text-ink-3">{more}</li> : null}
    </ul>
  )
}
