import dynamic from 'next/dynamic'
import { Card, CardHeader } from '@/components/ui/card'
import { ErrorState, Skeleton } from '@/components/ui/states'
import { useMedicineForecast } from '@/hooks/reorder'
import { ApiError } from '@/lib/api'
import { formatRate } from '@/lib/format'

const ForecastChart = dynamic(
  () => import('@/components/charts/forecast-chart').then((module) => module.ForecastChart),
  { ssr: false, loading: () => <Skeleton className="h-64" /> },
)

/** What really happened, and what is expected with how much doubt. */
export function ForecastCard({ medicineId }: { medicineId: number }) {
  const view = useMedicineForecast(medicineId)
  const hasNone = view.error instanceof ApiError && view.error.status === 404
  return (
    <Card>
      <CardHeader
        title="Demand"
        note="units a week"
        actions={
          view.data && view.data.weekly_mean !== null ? (
            <span className="tabular text-ink-3 text-xs">
              about <span className="font-semibold text-ink">{formatRate(view.data.weekly_mean)}</span> a week
            </span>
          ) : null
        }
      />
      <div className="p-4">
        {hasNone ? (
          <p className="grid h-64 place-items-center text-center text-ink-3">
            The history and the forecast appear with the first sales.
          </p>
        ) : view.error ? (
          <ErrorState error={view.error} retry={() => void view.refetch()} className="h-64 py-0" />
        ) : view.data ? (
          <ForecastChart history={view.data.history} forecast={view.data.forecast} />
        ) : (
          <Skeleton className="h-64" />
        )}
      </div>
    </Card>
  )
}
