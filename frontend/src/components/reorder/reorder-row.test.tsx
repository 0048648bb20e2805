import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Tooltip } from 'radix-ui'
import { describe, expect, it, vi } from 'vitest'
import { describePacks, parseQty, stepPack } from '@/components/reorder/order-qty'
import { ReorderRow, type RowActions } from '@/components/reorder/reorder-row'
import type { Suggestion } from '@/hooks/reorder'
import { useReorderKeys } from '@/hooks/reorder-keys'
import { makeSuggestion } from '@/test/factories'

function makeActions() {
  return {
    accept: vi.fn(),
    dismiss: vi.fn(),
    reopen: vi.fn(),
    setQuantity: vi.fn().mockResolvedValue(undefined),
    toggle: vi.fn(),
    open: vi.fn(),
  } satisfies RowActions
}

interface ListProps {
  rows: Suggestion[]
  actions: RowActions
  mayDecide?: boolean
  undo?: () => void
}

function List({ rows, actions, mayDecide = true, undo = vi.fn() }: ListProps) {
  useReorderKeys({ rows, actions, mayDecide, searchRef: { current: null }, panelOpen: false, undo })
  return (
    <Tooltip.Provider>
      <table>
        <tbody>
          {rows.map((row) => (
            <ReorderRow
              key={row.id}
              row={row}
              currency="USD"
              isSelected={false}
              isOpen={false}
              showsSupplier
              mayDecide={mayDecide}
              actions={actions}
            />
          ))}
        </tbody>
      </table>
    </Tooltip.Provider>
  )
}

const box = () => screen.getByRole('textbox', { name: 'Order quantity of Calpol 500' })
const two = [makeSuggestion(), makeSuggestion({ id: 2, medicine_name: 'Brufen 400' })]

describe('editing the quantity', () => {
  it('shows the cost while typing, and sends the quantity on Enter', async () => {
    const actions = makeActions()
    render(<List rows={[makeSuggestion()]} actions={actions} />)

    await userEvent.clear(box())
    await userEvent.type(box(), '45')
    expect(screen.getByTestId('order-value')).toHaveTextContent('$49.50')
    expect(actions.setQuantity).not.toHaveBeenCalled()
    await userEvent.keyboard('{Enter}')

    expect(actions.setQuantity).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: 1 }), 45)
  })

  it('gives up on Escape', async () => {
    const actions = makeActions()
    render(<List rows={[makeSuggestion()]} actions={actions} />)

    await userEvent.type(box(), '9')
    await userEvent.keyboard('{Escape}')

    expect(box()).toHaveValue('30')
    expect(actions.setQuantity).not.toHaveBeenCalled()
  })

  it('steps by whole packs with the arrows', async () => {
    render(<List rows={[makeSuggestion()]} actions={makeActions()} />)

    await userEvent.type(box(), '{ArrowUp}')
    expect(box()).toHaveValue('45')
    expect(screen.getByText('3 packs')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    expect(box()).toHaveValue('15')
  })

  it('never sends what is no quantity', async () => {
    const actions = makeActions()
    render(<List rows={[makeSuggestion()]} actions={actions} />)

    await userEvent.clear(box())
    await userEvent.type(box(), 'ten')
    expect(box()).toBeInvalid()
    await userEvent.keyboard('{Enter}')

    expect(actions.setQuantity).not.toHaveBeenCalled()
    expect(box()).toHaveValue('30')
  })

  it('accepts with what stands in the box', async () => {
    const actions = makeActions()
    render(<List rows={[makeSuggestion()]} actions={actions} />)

    fireEvent.change(box(), { target: { value: '60' } })
    fireEvent.click(screen.getByRole('button', { name: 'Accept' }))

    expect(actions.accept).toHaveBeenCalledWith(expect.objectContaining({ id: 1 }), 60)
  })
})

describe('keys', () => {
  it('j and k walk, e edits, a accepts, d dismisses, x selects, u undoes', async () => {
    const actions = makeActions()
    const undo = vi.fn()
    render(<List rows={two} actions={actions} undo={undo} />)

    await userEvent.keyboard('jj')
    expect(screen.getByRole('button', { name: 'Brufen 400' })).toHaveFocus()
    await userEvent.keyboard('x')
    expect(actions.toggle).toHaveBeenCalledWith(two[1])
    await userEvent.keyboard('k')
    await userEvent.keyboard('d')
    expect(actions.dismiss).toHaveBeenCalledWith(two[0])
    await userEvent.keyboard('a')
    expect(actions.accept).toHaveBeenCalledWith(two[0], undefined)
    expect(screen.getByRole('button', { name: 'Brufen 400' })).toHaveFocus()
    await userEvent.keyboard('ke')
    expect(box()).toHaveFocus()
    await userEvent.keyboard('{Escape}u')
    expect(undo).toHaveBeenCalledOnce()
  })

  it('are letters while one types', async () => {
    const actions = makeActions()
    render(<List rows={two} actions={actions} />)

    await userEvent.type(box(), 'a')

    expect(actions.accept).not.toHaveBeenCalled()
  })

  it('decide nothing for a person who may not', async () => {
    const actions = makeActions()
    render(<List rows={two} actions={actions} mayDecide={false} />)

    await userEvent.keyboard('jad')

    expect(actions.accept).not.toHaveBeenCalled()
    expect(actions.dismiss).not.toHaveBeenCalled()
    expect(screen.queryByRole('button', { name: 'Accept' })).toBeNull()
  })
})

it('a row says what is at risk before its reason', () => {
  const risky = makeSuggestion({ safe_qty: 12, at_risk_qty: 18, at_risk_value: '19.80' })
  render(<List rows={[risky]} actions={makeActions()} />)

  expect(screen.getByText('Order 30, safe 12, $19.80 at risk')).toBeVisible()
})

it('a decided row keeps its place and offers the way back', () => {
  const actions = makeActions()
  render(<List rows={[makeSuggestion({ status: 'accepted' })]} actions={actions} />)

  expect(screen.getByText('Accepted')).toBeVisible()
  expect(box()).toBeDisabled()
  fireEvent.click(screen.getByRole('button', { name: 'Reopen Calpol 500' }))
  expect(actions.reopen).toHaveBeenCalledOnce()
})

it('reads and steps quantities', () => {
  expect(parseQty('1,200')).toBe(1200)
  expect(parseQty('3.67')).toBe(3.67)
  expect(parseQty('-3')).toBeNull()
  expect(parseQty('')).toBeNull()
  expect(stepPack(16, 15, 1)).toBe(30)
  expect(stepPack(16, 15, -1)).toBe(15)
  expect(stepPack(0, 15, -1)).toBe(0)
  expect(stepPack(0.3, 0.1, 1)).toBe(0.4)
  expect(describePacks(10, 15, 15)).toEqual({ text: 'minimum is 15', isOdd: true })
  expect(describePacks(20, 15, 15)).toEqual({ text: 'not a whole pack of 15', isOdd: true })
})
