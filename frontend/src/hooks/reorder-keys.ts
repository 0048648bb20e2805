import type { RefObject } from 'react'
import type { Suggestion } from '@/hooks/reorder'
import { useHotkeys } from '@/hooks/use-hotkeys'
import { focusedRowId, focusRow, useRowFocus } from '@/hooks/use-row-focus'

interface RowCommands {
  accept: (row: Suggestion, qty: number | undefined) => void
  dismiss: (row: Suggestion) => void
  toggle: (row: Suggestion) => void
  open: (row: Suggestion) => void
}

interface ReorderKeys {
  rows: readonly Suggestion[]
  actions: RowCommands
  mayDecide: boolean
  searchRef: RefObject<HTMLInputElement | null>
  panelOpen: boolean
  undo: () => void
}

/** One hand on the keyboard: j k move, e edits, a accepts, d dismisses, x selects, u undoes, / searches. */
export function useReorderKeys({ rows, actions, mayDecide, searchRef, panelOpen, undo }: ReorderKeys): void {
  const { move } = useRowFocus()
  const here = () => rows.find((row) => row.id === focusedRowId())
  const decide = (act: (row: Suggestion) => void) => () => {
    const row = here()
    if (row?.status === 'open' && mayDecide) act(row)
  }
  const walk = (step: 1 | -1) => () => {
    const id = move(step)
    const row = panelOpen ? rows.find((one) => one.id === id) : undefined
    if (row) actions.open(row)
  }

  useHotkeys({
    '/': () => searchRef.current?.focus(),
    j: walk(1),
    k: walk(-1),
    e: decide((row) => focusRow(row.id, 'quantity')),
    a: decide((row) => {
      move(1)
      actions.accept(row, undefined)
    }),
    d: decide(actions.dismiss),
    x: decide(actions.toggle),
    u: undo,
  })
}
