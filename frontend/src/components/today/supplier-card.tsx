import Link from 'next/link'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import type { Schemas } from '@/lib/api'
import { count, formatMoney } from '@/lib/format'

const SHOWN = 5

/** Whom to call, and for how much. */
export function SupplierCard({
  suppliers,
}: {
  suppliers: Schemas['ReorderAnalysis']['by_supplier'] | undefined
}) {
  const { currency } = usePharmacy()
  const largest = suppliers?.toSorted((a, b) => Number(b.order_value) - Number(a.order_value)).slice(0, SHOWN)
  return (
    <Card>
      <CardHeader
        title="Orders by supplier"
        note={suppliers && suppliers.length > SHOWN ? `the largest ${SHOWN}` : null}
      />
      {largest?.length === 0 ? (
        <p className="px-4 py-6 text-ink-3">No order waits for a supplier.</p>
      ) : (
        <ul className="divide-y">
          {(largest ?? Array.from({ length: 3 }, () => null)).map((entry, index) => (
            <li key={entry?.supplier_name ?? index}>
              {entry ? (
                <Link
                  href={`/reorder/?group=supplier${entry.supplier_name ? `&supplier=${encodeURIComponent(entry.supplier_name)}` : ''}`}
                  className="flex h-11 items-center justify-between gap-3 px-4 transition-colors hover:bg-hover"
                >
                  <span className="min-w-0 truncate">
                    {entry.supplier_name ?? 'No supplier yet'}{' '}
                    <span className="text-ink-3 text-xs">{count(entry.suggestions, 'item')}</span>
                  </span>
                  <span className="num font-semibold">
                    {formatMoney(entry.order_value, currency, { whole: true })}
                  </span>
                </Link>
              ) : (
                <div className="flex h-11 items-center justify-between px-4">
                  <Skeleton className="w-36" />
                  <Skeleton className="w-16" />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
