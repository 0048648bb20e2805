import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { AXIS, ChartTip, TipLine } from '@/components/charts/chart-parts'
import type { Schemas } from '@/lib/api'
import { count, formatDate, formatDayMonth, formatMoney } from '@/lib/format'

type Day = Schemas['DailyRevenue']

const compact = new Intl.NumberFormat('en-IN', { notation: 'compact', maximumFractionDigits: 1 })

/** Takings by day. Positions are floats, which is good enough for pixels; the figures shown are the exact ones. */
export function RevenueChart({ days, currency }: { days: readonly Day[]; currency: string }) {
  const points = days.map((day) => ({ ...day, height: Number(day.revenue) }))
  return (
    <figure aria-label={`Takings by day, ${count(days.length, 'day')}`} className="h-44">
      <ResponsiveContainer width="100%" height="100%">
        <AreaChart data={points} margin={{ top: 8, right: 4, bottom: 0, left: 0 }}>
          <defs>
            <linearGradient id="takings" x1="0" y1="0" x2="0" y2="1">
              <stop offset="0%" stopColor="var(--accent)" stopOpacity={0.22} />
              <stop offset="100%" stopColor="var(--accent)" stopOpacity={0.02} />
            </linearGradient>
          </defs>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="date" {...AXIS} tickFormatter={formatDayMonth} minTickGap={48} dy={4} />
          <YAxis
            {...AXIS}
            width={40}
            tickCount={4}
            tickFormatter={(value: number) => compact.format(value)}
          />
          <Tooltip
            cursor={{ stroke: 'var(--line-strong)' }}
            isAnimationActive={false}
            content={({ active, payload }) => {
              const day = payload?.[0]?.payload as Day | undefined
              if (!active || !day) return null
              return (
                <ChartTip title={formatDate(day.date)}>
                  <TipLine label="Takings" value={formatMoney(day.revenue, currency)} />
                  <TipLine label="Sales" value={day.sales_count.toLocaleString('en')} />
                </ChartTip>
              )
            }}
          />
          <Area
            dataKey="height"
            type="monotone"
            stroke="var(--accent)"
            strokeWidth={1.75}
            fill="url(#takings)"
            isAnimationActive={false}
            activeDot={{ r: 3.5, fill: 'var(--accent)', stroke: 'var(--surface)', strokeWidth: 2 }}
          />
        </AreaChart>
      </ResponsiveContainer>
    </figure>
  )
}
