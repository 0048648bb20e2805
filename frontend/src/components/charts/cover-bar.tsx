import type { Schemas } from '@/lib/api'
import { cn } from '@/lib/cn'
import { count, formatCover } from '@/lib/format'

type Urgency = Schemas['SuggestionRead']['urgency']

/** The whole bar is a month, on every row, so that rows can be compared by eye. */
export const COVER_SCALE_DAYS = 30

const FILL: Record<Urgency, string> = {
  out: 'bg-danger',
  at_risk: 'bg-warn',
  soon: 'bg-note',
  fine: 'bg-accent',
}

/** Where a number of days stands on the bar, in percent. */
export function coverPosition(days: number): number {
  return (Math.min(Math.max(days, 0), COVER_SCALE_DAYS) / COVER_SCALE_DAYS) * 100
}

export function describeCover(days: number | null, leadTimeDays: number): string {
  const delivery = `a delivery takes ${count(leadTimeDays, 'day')}`
  if (days === null) return `Too few sales to tell how long the stock lasts; ${delivery}`
  if (days <= 0) return `No stock left; ${delivery}`
  if (days < 1) return `Stock for less than a day; ${delivery}`
  return `Stock for ${count(Math.floor(days), 'day')}; ${delivery}`
}

interface CoverBarProps {
  days: number | null
  leadTimeDays: number
  urgency: Urgency
  className?: string
}

/** How long the stock lasts, with a tick where the next delivery would come: short of the tick = runs out first. */
export function CoverBar({ days, leadTimeDays, urgency, className }: CoverBarProps) {
  const isBeyond = days !== null && days > COVER_SCALE_DAYS
  return (
    <div
      role="img"
      aria-label={describeCover(days, leadTimeDays)}
      title={describeCover(days, leadTimeDays)}
      className={cn('flex items-center gap-2', className)}
    >
      <span className="relative h-4 min-w-0 flex-1">
        <span
          className={cn(
            'absolute inset-x-0 top-1 h-2 rounded-full bg-sunken',
            days === null &&
              'bg-[repeating-linear-gradient(135deg,var(--line-strong)_0_2px,transparent_2px_5px)]',
          )}
        />
        {days !== null && days > 0 ? (
          <span
            data-testid="cover-fill"
            className={cn(
              'absolute top-1 left-0 h-2 min-w-1 rounded-full',
              FILL[urgency],
              isBeyond && 'rounded-r-none',
            )}
            style={{ width: `${coverPosition(days)}%` }}
          />
        ) : null}
        <span
          data-testid="cover-tick"
          className="absolute inset-y-0 w-0.5 -translate-x-px rounded-full bg-ink ring-1 ring-surface"
          style={{ left: `${coverPosition(leadTimeDays)}%` }}
        />
      </span>
      <span
        aria-hidden
        className={cn('num w-9 text-xs', urgency === 'out' ? 'font-medium text-danger' : 'text-ink-2')}
      >
        {formatCover(days)}
        <span className="text-ink-3"> d</span>
      </span>
    </div>
  )
}
