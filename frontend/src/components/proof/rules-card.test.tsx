import { render, screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { summarized } from '@/components/proof/errors-card'
import { againstAverage, FiguresStrip } from '@/components/proof/figures-strip'
import { RulesCard } from '@/components/proof/rules-card'
import type { Backtest, ForecastErrorSummary } from '@/hooks/proof'

const ours = { fill: 0.9041, stock_value: '3297.10', value_lost: '809.42', orders: 787 }
const amc = { fill: 0.7866, stock_value: '2025.40', value_lost: '1802.21', orders: 788 }
const found: Backtest = {
  state: 'done',
  sentence: null,
  computed_at: '2026-11-24T02:43:00Z',
  weeks: 13,
  first_day: '2026-08-25',
  last_day: '2026-11-23',
  medicines: 370,
  ours,
  amc,
  stock_ratio: 1.6279,
  amc_equal_stock_value: '4269.76',
  equal_fill_ratio: 0.7722,
  actual: { stock_value: null, fill: null, sentence: 'Nobody can tell the share that was filled.' },
}
const summary: ForecastErrorSummary = {
  state: 'done',
  sentence: null,
  horizon_days: 14,
  medicines: 370,
  forecasts: 2212,
  our_error: 0.9174,
  naive_error: 1.1237,
  amc_error: 1.0847,
  our_loss: 0.5682,
  naive_loss: 1.0983,
  amc_loss: 0.9966,
  drift_sentence: null,
}
const cellsOf = (name: string) =>
  within(screen.getByRole('row', { name: new RegExp(`^${name}`) }))
    .getAllByRole('cell')
    .map(({ textContent }) => textContent)

it('says in four figures what our orders would have done', () => {
  render(<FiguresStrip found={found} ours={ours} amc={amc} currency="USD" />)

  expect(screen.getByText('90.4%')).toBeVisible()
  expect(screen.getByText('$3,297')).toBeVisible()
  expect(screen.getByText('23% less')).toBeVisible()
  expect(screen.getByText(/25 Aug 2026 to 23 Nov 2026, 370 medicines/)).toBeVisible()
})

it('sets each way to order under the others', () => {
  render(<RulesCard found={found} ours={ours} amc={amc} currency="USD" />)

  expect(cellsOf('PharmaRec')).toEqual(['90.4%', '$3,297', '$809.42', '787'])
  expect(cellsOf('Average of 90 days')).toEqual(['78.7%', '$2,025', '$1,802', '788'])
  expect(cellsOf('An average that fills as much')).toEqual(['90.4%', '$4,270', '—', '—'])
})

it('gives no number for what nobody knows', () => {
  render(
    <RulesCard
      found={{ ...found, amc_equal_stock_value: null, equal_fill_ratio: null }}
      ours={ours}
      amc={amc}
      currency="USD"
    />,
  )

  expect(cellsOf('What you did')).toEqual(['unknown', '—', '—', '—'])
  expect(screen.getByText('Nobody can tell the share that was filled.')).toBeVisible()
  expect(screen.queryByText('An average that fills as much')).toBeNull()
  expect(againstAverage(null)).toBe('—')
})

it('says more or less in words', () => {
  expect([0.7722, 1.051, 1.001].map(againstAverage)).toEqual(['23% less', '5% more', 'the same'])
})

it('sums the errors up in a sentence', () => {
  expect(summarized(summary)).toContain('2,212 forecasts of 370 medicines were checked.')
  expect(summarized(summary)).toContain('ours were off by 91.7%')
  expect(summarized({ ...summary, our_error: null })).toMatch(/nothing was asked for\.$/)
})
