import dynamic from 'next/dynamic'
import { Card, CardHeader } from '@/components/ui/card'
import { ErrorState, Skeleton } from '@/components/ui/states'
import { useMedicineForecast } from '@/hooks/reorder'
import { ApiError, type Schemas } from '@/lib/api'
import { formatDate, formatQty, formatRate } from '@/lib/format'

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
          <>
            <ForecastChart history={view.data.history} forecast={view.data.forecast} />
            <BulkDays days={view.data.bulk_days} />
          </>
        ) : (
          <Skeleton className="h-64" />
        )}
      </div>
    </Card>
  )
}

/** Days that sold far more than the others: for a person to judge, they count all the same. */
function BulkDays({ days }: { days: Schemas['BulkDay'][] }) {
  if (days.length === 0) return null
  const told = days.map(({ day, units }) => `${formatQty(units)} on ${formatDate(day)}`).join(', ')
  return <p className="tabular mt-3 text-ink-3 text-xs">Far beyond its other days, and counted: {told}.</p>
}
