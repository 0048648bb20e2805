import dynamic from 'next/dynamic'
import { Card, CardHeader } from '@/components/ui/card'
import { ErrorState, Skeleton } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import { useDailyRevenue } from '@/hooks/sales'
import { formatMoney } from '@/lib/format'
import { isZeroMoney, sumMoney } from '@/lib/money'

const RevenueChart = dynamic(
  () => import('@/components/charts/revenue-chart').then((module) => module.RevenueChart),
  {
    ssr: false,
    loading: () => <Skeleton className="h-44" />,
  },
)

export function RevenueCard() {
  const { currency } = usePharmacy()
  const revenue = useDailyRevenue()
  const total = revenue.data ? sumMoney(revenue.data.map((day) => day.revenue)) : undefined
  return (
    <Card>
      <CardHeader
        title="Takings"
        note="last 30 days"
        actions={
          total ? (
            <span className="num font-semibold">{formatMoney(total, currency, { whole: true })}</span>
          ) : null
        }
      />
      <div className="p-4">
        {revenue.error ? (
          <ErrorState error={revenue.error} retry={() => void revenue.refetch()} className="h-44 py-0" />
        ) : !revenue.data || !total ? (
          <Skeleton className="h-44" />
        ) : isZeroMoney(total) ? (
          <p className="grid h-44 place-items-center text-center text-ink-3">
            No sale with a price in the last 30 days.
          </p>
        ) : (
          <RevenueChart days={revenue.data} currency={currency} />
        )}
      </div>
    </Card>
  )
}
