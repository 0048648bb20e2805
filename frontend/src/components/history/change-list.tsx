import { ArrowRight } from 'lucide-react'
import type { AuditEntry } from '@/hooks/history'
import { changesOf } from '@/lib/changes'

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
  const hasBefore = entry.before !== null
  return (
    <ul className="flex flex-col gap-0.5 text-xs">
      {changes.slice(0, most).map(({ field, was, is }) => (
        <li key={field} className="flex flex-wrap items-baseline gap-x-1.5">
          <span className="text-ink-3">{field}</span>
          {hasBefore ? (
            <>
              <del className="break-all rounded-sm bg-danger-soft px-1 text-danger decoration-1">
                <span className="sr-only">was </span>
                {was ?? 'nothing'}
              </del>
              <ArrowRight aria-hidden className="size-3 self-center text-ink-3" />
            </>
          ) : null}
          <ins className="break-all rounded-sm bg-accent-soft px-1 text-accent no-underline">
            {hasBefore ? <span className="sr-only">is now </span> : null}
            {is ?? 'nothing'}
          </ins>
        </li>
      ))}
      {changes.length > most ? <li className="text-ink-3">and {changes.length - most} more</li> : null}
    </ul>
  )
}
