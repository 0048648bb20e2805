import { ArrowUpRight, X } from 'lucide-react'
import Link from 'next/link'
import { useEffect } from 'react'
import { packText } from '@/components/reorder/pack-text'
import type { RowActions } from '@/components/reorder/reorder-row'
import { WhyCard } from '@/components/reorder/why-card'
import { Button } from '@/components/ui/button'
import type { Suggestion } from '@/hooks/reorder'
import { formatMoney, formatQty } from '@/lib/format'

interface SuggestionPanelProps {
  row: Suggestion
  currency: string
  mayDecide: boolean
  actions: RowActions
  onClose: () => void
}

/** The why card beside the list; the list stays usable, so one can walk down it with j and k. */
export function SuggestionPanel({ row, currency, mayDecide, actions, onClose }: SuggestionPanelProps) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [onClose])

  return (
    <aside
      aria-label={`Why this quantity of ${row.medicine_name}`}
      className="fixed inset-y-0 right-0 z-30 flex w-100 max-w-full animate-slide-in flex-col border-line-strong border-l bg-surface shadow-2xl shadow-black/10 max-md:inset-x-0 max-md:top-12 max-md:z-40 max-md:w-full max-md:border-l-0"
    >
      <header className="flex items-start gap-2 border-b px-5 py-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold text-base">{row.medicine_name}</h2>
          <p className="truncate text-ink-3 text-xs">
            {[row.generic_name, packText(row.pack_size), row.supplier_name ?? 'no supplier']
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <Button asChild size="icon-sm" variant="ghost">
          <Link href={`/medicine/?id=${row.medicine_id}`} aria-label={`Open ${row.medicine_name}`}>
            <ArrowUpRight />
          </Link>
        </Button>
        <Button size="icon-sm" variant="ghost" aria-label="Close panel" onClick={onClose}>
          <X />
        </Button>
      </header>
      <div className="flex-1 overflow-y-auto px-5 py-4">
        <WhyCard row={row} currency={currency} />
      </div>
      <footer className="flex items-center gap-2 border-t px-5 py-3 max-md:pb-[calc(0.75rem+env(safe-area-inset-bottom))]">
        <p className="tabular flex-1 text-base">
          <span className="font-semibold">{formatQty(row.order_qty)}</span>
          <span className="text-ink-3"> for </span>
          <span className="font-semibold">{formatMoney(row.order_value, currency)}</span>
        </p>
        {mayDecide && row.status === 'open' ? (
          <>
            <Button onClick={() => actions.dismiss(row)}>Dismiss</Button>
            <Button variant="primary" onClick={() => actions.accept(row, undefined)}>
              Accept
            </Button>
          </>
        ) : null}
        {mayDecide && (row.status === 'accepted' || row.status === 'dismissed') ? (
          <Button onClick={() => actions.reopen(row)}>Reopen</Button>
        ) : null}
      </footer>
    </aside>
  )
}
