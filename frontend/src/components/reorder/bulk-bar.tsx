import { Button } from '@/components/ui/button'
import type { Suggestion } from '@/hooks/reorder'
import { count, formatMoney } from '@/lib/format'
import { sumMoney } from '@/lib/money'

interface BulkBarProps {
  rows: readonly Suggestion[]
  currency: string
  onAccept: () => void
  onClear: () => void
}

export function BulkBar({ rows, currency, onAccept, onClear }: BulkBarProps) {
  if (rows.length === 0) return null
  return (
    <div
      role="toolbar"
      aria-label="Selected items"
      className="fixed bottom-6 left-1/2 z-30 flex animate-appear items-center gap-3 rounded-xl border border-line-strong bg-surface py-2 pr-2 pl-4 shadow-black/10 shadow-xl max-md:bottom-20 md:left-[calc(50%+7rem)] md:-translate-x-1/2 max-md:-translate-x-1/2 max-md:w-[calc(100%-2rem)]"
    >
      <p aria-live="polite" className="tabular flex-1 whitespace-nowrap">
        <span className="font-semibold">{count(rows.length, 'item')}</span>
        <span className="text-ink-3">
          {' '}
          · {formatMoney(sumMoney(rows.map((row) => row.order_value)), currency)}
        </span>
      </p>
      <Button variant="ghost" onClick={onClear}>
        Clear
      </Button>
      <Button variant="primary" onClick={onAccept}>
        Accept selected
      </Button>
    </div>
  )
}
