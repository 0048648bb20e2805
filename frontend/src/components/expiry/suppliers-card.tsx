import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { usePharmacy } from '@/hooks/auth'
import { type Band, useBands } from '@/hooks/expiry'
import { count, formatMoney } from '@/lib/format'
import { sumMoney } from '@/lib/money'

/** Whose stock is at risk, the most first: whom to ask about returns. A press narrows the list. */
export function SuppliersCard({
  chosen,
  onChoose,
}: {
  chosen: number | null
  onChoose: (supplier: number | null) => void
}) {
  const { currency } = usePharmacy()
  const bands = useBands()
  return (
    <Card>
      <CardHeader title="By supplier" note="value of what expires" />
      <Loaded query={bands} lines={4}>
        {({ by_supplier }) =>
          by_supplier.length === 0 ? (
            <p className="px-4 py-6 text-center text-ink-3">Nothing expires within half a year.</p>
          ) : (
            <ul className="divide-y">
              {by_supplier.map(({ supplier_id, supplier_name, bands: own }) => (
                <li key={supplier_id ?? 'none'}>
                  <button
                    type="button"
                    disabled={supplier_id === null}
                    aria-pressed={chosen !== null && chosen === supplier_id}
                    onClick={() => onChoose(chosen === supplier_id ? null : supplier_id)}
                    className="flex h-11 w-full items-center justify-between gap-3 px-4 text-left transition-colors enabled:hover:bg-hover aria-pressed:bg-accent-soft"
                  >
                    <span className="min-w-0 truncate">
                      {supplier_name ?? 'Supplier unknown'}{' '}
                      <span className="text-ink-3 text-xs">{count(batchesOf(own), 'batch', 'batches')}</span>
                    </span>
                    <span className="num font-semibold">
                      {formatMoney(sumMoney(own.map(({ value }) => value)), currency, { whole: true })}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

function batchesOf(bands: readonly Band[]): number {
  return bands.reduce((sum, { batches }) => sum + batches, 0)
}
