import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { riskText } from '@/components/reorder/risk-text'
import { WhyCard } from '@/components/reorder/why-card'
import { makeSuggestion } from '@/test/factories'

const risky = makeSuggestion({
  moq: 20,
  pack_size: 10,
  order_qty: 20,
  safe_qty: 12,
  at_risk_qty: 8,
  at_risk_value: '8.80',
})

it('says what of an order is beyond what sells before it expires, and what that costs', () => {
  render(<WhyCard row={risky} currency="USD" />)

  expect(screen.getByRole('note')).toHaveTextContent('Minimum order 20, safe 12, $8.80 at risk')
  expect(screen.getByText('Sells before it expires')).toBeVisible()
})

it('counts units where the cost is not for this person', () => {
  expect(riskText({ ...risky, at_risk_value: null }, 'USD')).toBe('Minimum order 20, safe 12, 8 at risk')
})

it('speaks of no minimum where somebody orders more', () => {
  const edited = { ...risky, order_qty: 50, at_risk_qty: 38, at_risk_value: '41.80' }

  expect(riskText(edited, 'USD')).toBe('Order 50, safe 12, $41.80 at risk')
})

it('is silent where all sells in time, or the shelf life is not known', () => {
  render(<WhyCard row={makeSuggestion({ safe_qty: 40 })} currency="USD" />)

  expect(screen.queryByRole('note')).toBeNull()
  expect(riskText(makeSuggestion(), 'USD')).toBeNull()
})

it('says where the service level comes from', () => {
  render(<WhyCard row={makeSuggestion({ service_level: 0.98, service_level_from: 'ven' })} currency="USD" />)

  expect(screen.getByText('for 98% service, from how much it is needed (VEN)')).toBeVisible()
})
