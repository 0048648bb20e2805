import Link from 'next/link'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import type { Schemas } from '@/lib/api'
import { cn } from '@/lib/cn'
import { count, formatMoney } from '@/lib/format'

type Expiring = Schemas['ReorderAnalysis']['expiring']
type Bucket = keyof Expiring

const BUCKETS: readonly { key: Bucket; label: string; fill: string }[] = [
  { key: 'expired', label: 'Expired', fill: 'bg-danger' },
  { key: 'within_30_days', label: 'Within 30 days', fill: 'bg-warn' },
  { key: 'within_90_days', label: 'Within 90 days', fill: 'bg-note' },
]

/** Money on the shelf that will not be sold in time. */
export function ExpiryCard({ expiring }: { expiring: Expiring | undefined }) {
  const { currency } = usePharmacy()
  const largest = Math.max(...BUCKETS.map(({ key }) => Number(expiring?.[key].value ?? 0)), 1)
  return (
    <Card>
      <CardHeader title="Money at risk of expiry" note="at cost" />
      <ul className="divide-y">
        {BUCKETS.map(({ key, label, fill }) => {
          const bucket = expiring?.[key]
          return (
            <li key={key}>
              <Link
                href="/inventory/?status=expiring&sort=expiry_date"
                className="block px-4 py-3 transition-colors hover:bg-hover"
              >
                <span className="flex items-baseline justify-between gap-3">
                  <span>
                    {label}{' '}
                    <span className="text-ink-3 text-xs">
                      {bucket ? count(bucket.batches, 'batch', 'batches') : null}
                    </span>
                  </span>
                  {bucket ? (
                    <span className="num font-semibold">
                      {formatMoney(bucket.value, currency, { whole: true })}
                    </span>
                  ) : (
                    <Skeleton className="h-5 w-16" />
                  )}
                </span>
                <span className="mt-1.5 block h-1.5 rounded-full bg-sunken">
                  {bucket && Number(bucket.value) > 0 ? (
                    <span
                      className={cn('block h-1.5 min-w-1 rounded-full', fill)}
                      style={{ width: `${(Number(bucket.value) / largest) * 100}%` }}
                    />
                  ) : null}
                </span>
              </Link>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
