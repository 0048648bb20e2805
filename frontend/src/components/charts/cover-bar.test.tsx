import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { CoverBar, coverPosition } from '@/components/charts/cover-bar'

const widthOf = (id: string) => screen.getByTestId(id).style

describe('CoverBar', () => {
  it('fills up to the days of cover and ticks at the delivery, on one scale of 30 days', () => {
    render(<CoverBar days={15} leadTimeDays={3} urgency="fine" />)

    expect(widthOf('cover-fill').width).toBe('50%')
    expect(widthOf('cover-tick').left).toBe('10%')
  })

  it('draws no bar for an empty shelf, and says it in words', () => {
    render(<CoverBar days={0} leadTimeDays={1} urgency="out" />)

    expect(screen.queryByTestId('cover-fill')).toBeNull()
    expect(screen.getByRole('img')).toHaveAccessibleName('No stock left; a delivery takes 1 day')
  })

  it('does not pretend to know when sales are too few', () => {
    render(<CoverBar days={null} leadTimeDays={5} urgency="fine" />)

    expect(screen.queryByTestId('cover-fill')).toBeNull()
    expect(screen.getByRole('img').getAttribute('aria-label')).toMatch(/^Too few sales/)
  })

  it('stays inside its box', () => {
    expect(coverPosition(400)).toBe(100)
    expect(coverPosition(-2)).toBe(0)
  })
})
