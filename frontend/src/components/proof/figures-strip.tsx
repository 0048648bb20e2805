import type { ReactNode } from 'react'
import type { Backtest, RuleOutcome } from '@/hooks/proof'
import { count, formatDate, formatMoney, formatPercent } from '@/lib/format'

export interface FoundProps {
  found: Backtest
  ours: RuleOutcome
  amc: RuleOutcome
  currency: string
}

/** The four figures that say whether our orders are worth following. */
export function FiguresStrip({ found, ours, amc, currency }: FoundProps) {
  return (
    <dl
      aria-label="In short"
      className="grid grid-cols-4 gap-px overflow-hidden rounded-xl border border-line bg-line max-lg:grid-cols-2"
    >
      <Figure label="Filled" value={formatPercent(ours.fill)}>
        of what was asked for, by value; the average fills {formatPercent(amc.fill)}
      </Figure>
      <Figure label="Average stock" value={formatMoney(ours.stock_value, currency, { whole: true })}>
        at cost, at the end of a day
      </Figure>
      <Figure label="Against the average" value={againstAverage(found.equal_fill_ratio)}>
        {found.equal_fill_ratio === null
          ? 'no multiple of the average fills exactly as much'
          : 'stock for the same share filled'}
      </Figure>
      <Figure label="Weeks" value={String(found.weeks)}>
        {found.first_day && found.last_day
          ? `${formatDate(found.first_day)} to ${formatDate(found.last_day)}, `
          : null}
        {count(found.medicines ?? 0, 'medicine')}
      </Figure>
    </dl>
  )
}

function Figure({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <div className="flex min-h-28 flex-col bg-surface px-4 py-3">
      <dt className="text-ink-2 text-xs">{label}</dt>
      <dd className="tabular mt-1 font-semibold text-2xl tracking-tight">{value}</dd>
      <dd className="mt-auto pt-1 text-pretty text-ink-3 text-xs">{children}</dd>
    </div>
  )
}

/** "23% less": our stock beside the other's, in words that need no sign. */
export function againstAverage(ratio: number | null): string {
  if (ratio === null) return '—'
  const difference = Math.round((ratio - 1) * 100)
  if (difference === 0) return 'the same'
  return `${Math.abs(difference)}% ${difference < 0 ? 'less' : 'more'}`
}
