import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import type { Schemas } from '@/lib/api'
import { count, formatDate } from '@/lib/format'

export const STALE_AFTER_DAYS = 2

/** Advice is only as good as its last sale: says so when the sales are old. */
export function FreshnessWarning({ analysis }: { analysis: Schemas['ReorderAnalysis'] | undefined }) {
  const age = analysis?.data_age_days
  if (!analysis?.data_through || age === null || age === undefined || age <= STALE_AFTER_DAYS) return null
  return (
    <div
      role="status"
      className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-warn-soft px-4 py-2.5"
    >
      <TriangleAlert className="size-4 shrink-0 text-warn" aria-hidden />
      <p className="min-w-0 flex-1 text-pretty">
        <span className="font-medium">The newest sale is {count(age, 'day')} old.</span> The list was computed
        from sales until {formatDate(analysis.data_through)}; what sold since is not in it.
      </p>
      <Button asChild size="sm">
        <Link href="/imports/">Import newer sales</Link>
      </Button>
    </div>
  )
}
