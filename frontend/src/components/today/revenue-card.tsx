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

/** `through`: the last day with data; later days are unknown, not zero. */
export function RevenueCard({ through }: { through: string | null | undefined }) {
  const { currency } = usePharmacy()
  const revenue = useDailyRevenue()
  const days = revenue.data?.filter((day) => !through || day.date <= through)
  const total = days && through !== undefined ? sumMoney(days.map((day) => day.revenue)) : undefined
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
        ) : !days || !total ? (
          <Skeleton className="h-44" />
        ) : isZeroMoney(total) ? (
          <p className="grid h-44 place-items-center text-center text-ink-3">
            No sale with a price in the last 30 days.
          </p>
        ) : (
          <RevenueChart days={days} currency={currency} />
        )}
      </div>
    </Card>
  )
}
