import { expect, it } from 'vitest'
import { toPoints } from '@/components/charts/forecast-points'

const weeks = [{ week_start: '2026-11-23', mean: 6, quantiles: [1, 4, 5, 8, 12] }]
const levels = [0.05, 0.25, 0.5, 0.75, 0.95]
const week = (week_start: string, units: number, is_stockout_days = 0) => ({
  week_start,
  units,
  is_stockout_days,
})

it('opens the fan at the last week that really happened', () => {
  const points = toPoints([week('2026-11-16', 7)], { levels, weeks })

  expect(points).toHaveLength(2)
  expect(points[0]).toMatchObject({ units: 7, expected: 7, half: [7, 7], most: [7, 7] })
  expect(points[1]).toMatchObject({ expected: 6, half: [4, 8], most: [1, 12] })
  expect(points[1]?.units).toBeUndefined()
})

it('does not open it at a week with an empty shelf', () => {
  const points = toPoints([week('2026-11-16', 0, 5)], { levels, weeks })

  expect(points[0]?.half).toBeUndefined()
})

it('finds the bands by their level, not by their place', () => {
  const reversed = [{ ...weeks[0], week_start: '2026-11-23', mean: 6, quantiles: [12, 8, 5, 4, 1] }]

  const points = toPoints([week('2026-11-16', 7)], { levels: levels.toReversed(), weeks: reversed })

  expect(points[1]).toMatchObject({ half: [4, 8], most: [1, 12] })
})

it('shows a week once when history and forecast overlap', () => {
  const points = toPoints([week('2026-11-23', 2)], { levels, weeks })

  expect(points.map((point) => point.week)).toEqual(['2026-11-23'])
})
