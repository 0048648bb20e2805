import { fireEvent, render, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { DateQuestion, readAs } from '@/components/imports/date-question'

const question = {
  kind: 'date_order' as const,
  message: 'Every date can be read in two ways.',
  options: ['dmy' as const, 'mdy' as const],
  examples: ['03/04/2026', '11/12/2026'],
}

it('shows what the file would mean in each order, and answers with the one that is chosen', () => {
  const answer = vi.fn()
  render(<DateQuestion question={question} disabled={false} onAnswer={answer} />)

  expect(screen.getByRole('button', { name: /Day first/ })).toHaveTextContent('03/04/2026 is 3 Apr 2026')
  expect(screen.getByRole('button', { name: /Month first/ })).toHaveTextContent('03/04/2026 is 4 Mar 2026')
  fireEvent.click(screen.getByRole('button', { name: /Month first/ }))

  expect(answer).toHaveBeenCalledExactlyOnceWith('mdy')
})

it('takes no answer while the last one is on its way', () => {
  const answer = vi.fn()
  render(<DateQuestion question={question} disabled onAnswer={answer} />)

  fireEvent.click(screen.getByRole('button', { name: /Day first/ }))

  expect(answer).not.toHaveBeenCalled()
})

it('does not make up dates', () => {
  expect(readAs('13/31/2016', 'dmy')).toBeNull()
  expect(readAs('31.02.2026', 'dmy')).toBeNull()
  expect(readAs('2026-02-03', 'ymd')).toBe('3 Feb 2026')
  expect(readAs('1/2/14', 'mdy')).toBe('2 Jan 2014')
})
