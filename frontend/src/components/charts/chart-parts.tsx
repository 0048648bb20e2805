import type { ReactNode } from 'react'

/** What both charts share: the look of axes, and the box that follows the pointer. */
export const AXIS = {
  tickLine: false,
  axisLine: false,
  tick: { fontSize: 11, fill: 'var(--ink-3)' },
} as const

export function ChartTip({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="rounded-lg border border-line-strong bg-surface px-3 py-2 text-xs shadow-black/5 shadow-lg">
      <p className="mb-1 font-medium">{title}</p>
      <dl className="grid grid-cols-[auto_auto] gap-x-4 gap-y-0.5">{children}</dl>
    </div>
  )
}

export function TipLine({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="num font-medium">{value}</dd>
    </>
  )
}
