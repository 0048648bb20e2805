import type { Schemas } from '@/lib/api'

type History = Schemas['MedicineForecast']['history']
type Forecast = Schemas['MedicineForecast']['forecast']

export interface ChartPoint {
  week: string
  units?: number
  stockoutDays: number
  /** The mean of what may come: for an item that sells now and then the middle would be 0 and say nothing. */
  expected?: number
  /** [low, high] of the bands that hold half and nine tenths of what may come. */
  half?: [number, number]
  most?: [number, number]
}

/** Which columns of `quantiles` hold the two bands; found by level, not by place. */
function columns(levels: readonly number[]) {
  const at = (level: number) => levels.findIndex((value) => Math.abs(value - level) < 1e-9)
  return { p05: at(0.05), p25: at(0.25), p75: at(0.75), p95: at(0.95) }
}

/** History and forecast in one row of weeks; the fan opens at the last week that really happened. */
export function toPoints(history: History, forecast: Forecast): ChartPoint[] {
  const { p05, p25, p75, p95 } = columns(forecast.levels)
  const past: ChartPoint[] = history.map((week) => ({
    week: week.week_start,
    units: week.units,
    stockoutDays: week.is_stockout_days,
  }))
  const last = past.at(-1)
  // A week with an empty shelf says little about demand: the fan does not start from it.
  if (last?.units !== undefined && last.stockoutDays === 0 && forecast.weeks.length > 0) {
    last.expected = last.units
    last.half = [last.units, last.units]
    last.most = [last.units, last.units]
  }
  const future = forecast.weeks
    .filter((week) => week.week_start > (last?.week ?? ''))
    .map(({ week_start, quantiles, mean }): ChartPoint => {
      const value = (column: number) => quantiles[column] ?? mean
      return {
        week: week_start,
        stockoutDays: 0,
        expected: mean,
        half: [value(p25), value(p75)],
        most: [value(p05), value(p95)],
      }
    })
  return [...past, ...future]
}
