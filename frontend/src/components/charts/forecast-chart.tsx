import { useMemo } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { AXIS, ChartTip, TipLine } from '@/components/charts/chart-parts'
import { type ChartPoint, toPoints } from '@/components/charts/forecast-points'
import type { Schemas } from '@/lib/api'
import { count, formatDate, formatDayMonth, formatRate } from '@/lib/format'

interface ForecastChartProps {
  history: Schemas['MedicineForecast']['history']
  forecast: Schemas['MedicineForecast']['forecast']
}

interface DotProps {
  cx?: number
  cy?: number
  payload?: ChartPoint
}

/** A week in which the shelf was empty sold less than was wanted: drawn hollow, with a cross. */
function WeekDot({ cx, cy, payload }: DotProps) {
  if (cx === undefined || cy === undefined || !payload || payload.stockoutDays === 0) return null
  return (
    <g transform={`translate(${cx} ${cy})`} stroke="var(--danger)" strokeWidth={1.5}>
      <circle r={5} fill="var(--surface)" />
      <path d="M-2-2 2 2M2-2-2 2" />
    </g>
  )
}

export function ForecastChart({ history, forecast }: ForecastChartProps) {
  const points = useMemo(() => toPoints(history, forecast), [history, forecast])
  const now = history.at(-1)?.week_start
  const stockouts = history.filter((week) => week.is_stockout_days > 0).length
  return (
    <figure
      aria-label={`Units a week: ${count(history.length, 'week')} of history, ${count(forecast.weeks.length, 'week')} of forecast, ${count(stockouts, 'week')} with an empty shelf`}
    >
      <div className="h-64">
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart data={points} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="week" {...AXIS} tickFormatter={formatDayMonth} minTickGap={40} dy={4} />
            <YAxis {...AXIS} width={36} tickCount={5} allowDecimals={false} domain={[0, 'auto']} />
            <Tooltip
              cursor={{ stroke: 'var(--line-strong)' }}
              isAnimationActive={false}
              content={<WeekTip />}
            />
            <Area
              dataKey="most"
              type="linear"
              stroke="none"
              fill="var(--accent)"
              fillOpacity={0.12}
              isAnimationActive={false}
              activeDot={false}
            />
            <Area
              dataKey="half"
              type="linear"
              stroke="none"
              fill="var(--accent)"
              fillOpacity={0.22}
              isAnimationActive={false}
              activeDot={false}
            />
            {now ? <ReferenceLine x={now} stroke="var(--line-strong)" strokeDasharray="3 3" /> : null}
            <Line
              dataKey="expected"
              type="linear"
              stroke="var(--accent)"
              strokeWidth={1.75}
              strokeDasharray="5 4"
              dot={false}
              isAnimationActive={false}
            />
            <Line
              dataKey="units"
              type="linear"
              stroke="var(--ink-2)"
              strokeWidth={1.75}
              dot={<WeekDot />}
              activeDot={{ r: 3.5, fill: 'var(--ink)', stroke: 'var(--surface)' }}
              isAnimationActive={false}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <Legend />
    </figure>
  )
}

function WeekTip({ active, payload }: { active?: boolean; payload?: readonly { payload?: ChartPoint }[] }) {
  const point = payload?.[0]?.payload
  if (!active || !point) return null
  const range = ([low, high]: [number, number]) => `${formatRate(low)} to ${formatRate(high)}`
  return (
    <ChartTip title={`Week of ${formatDate(point.week)}`}>
      {point.units === undefined ? (
        <>
          {point.expected === undefined ? null : (
            <TipLine label="Expected" value={formatRate(point.expected)} />
          )}
          {point.half ? <TipLine label="Half of the time" value={range(point.half)} /> : null}
          {point.most ? <TipLine label="9 times out of 10" value={range(point.most)} /> : null}
        </>
      ) : (
        <TipLine label="Sold" value={formatRate(point.units)} />
      )}
      {point.stockoutDays > 0 ? (
        <TipLine label="Shelf empty" value={count(point.stockoutDays, 'day')} />
      ) : null}
    </ChartTip>
  )
}

function Legend() {
  return (
    <figcaption className="mt-3 flex flex-wrap gap-x-4 gap-y-1 pl-9 text-ink-3 text-xs">
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="h-0.5 w-4 bg-ink-2" /> Sold
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="w-4 border-accent border-t-2 border-dashed" /> Expected
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="h-3 w-4 rounded-xs bg-accent/30" /> Half of the time
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="h-3 w-4 rounded-xs bg-accent/12" /> 9 times out of 10
      </span>
      <span className="flex items-center gap-1.5">
        <svg
          viewBox="-7 -7 14 14"
          aria-hidden="true"
          className="size-3.5 stroke-danger"
          fill="none"
          strokeWidth="1.5"
        >
          <circle r="5" />
          <path d="M-2-2 2 2M2-2-2 2" />
        </svg>
        Shelf was empty
      </span>
    </figcaption>
  )
}
