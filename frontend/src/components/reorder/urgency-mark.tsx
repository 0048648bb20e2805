import type { Schemas } from '@/lib/api'
import { cn } from '@/lib/cn'

export type Urgency = Schemas['SuggestionRead']['urgency']

export const URGENCIES: readonly Urgency[] = ['out', 'at_risk', 'soon', 'fine']

export const URGENCY_WORD: Record<Urgency, string> = {
  out: 'Out of stock',
  at_risk: 'At risk',
  soon: 'Soon',
  fine: 'Fine',
}

const TONE: Record<Urgency, string> = {
  out: 'text-danger',
  at_risk: 'text-warn',
  soon: 'text-note',
  fine: 'text-accent',
}

/** One shape each, so that the mark can be read without its colour. */
function Shape({ urgency }: { urgency: Urgency }) {
  const common = { viewBox: '0 0 12 12', 'aria-hidden': true, className: 'size-3 shrink-0' } as const
  switch (urgency) {
    case 'out':
      return (
        <svg {...common} aria-hidden="true">
          <rect x="1" y="1" width="10" height="10" rx="2" fill="currentColor" />
          <path d="M4 4l4 4m0-4l-4 4" stroke="var(--surface)" strokeWidth="1.5" strokeLinecap="round" />
        </svg>
      )
    case 'at_risk':
      return (
        <svg {...common} aria-hidden="true">
          <path d="M6 1.2 11.3 10.6H.7z" fill="currentColor" strokeLinejoin="round" />
        </svg>
      )
    case 'soon':
      return (
        <svg {...common} aria-hidden="true">
          <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M6 1.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" />
        </svg>
      )
    default:
      return (
        <svg {...common} aria-hidden="true">
          <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      )
  }
}

export function UrgencyMark({
  urgency,
  word,
  className,
}: {
  urgency: Urgency
  word?: string
  className?: string
}) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1.5 whitespace-nowrap align-middle font-medium text-xs',
        TONE[urgency],
        className,
      )}
    >
      <Shape urgency={urgency} />
      {word ?? URGENCY_WORD[urgency]}
    </span>
  )
}
