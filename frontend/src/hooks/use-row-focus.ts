import { useCallback } from 'react'

const ROW = '[data-row-id]'

/** The row that holds the keyboard focus, if any. */
export function focusedRowId(): number | null {
  const row = document.activeElement?.closest<HTMLElement>(ROW)
  return row ? Number(row.dataset.rowId) : null
}

/** Put the focus on a part of a row (its name, its quantity), scrolling only as far as needed. */
export function focusRow(id: number, part: 'name' | 'quantity' = 'name'): void {
  const target = document.querySelector<HTMLElement>(`[data-row-id="${id}"] [data-row-part="${part}"]`)
  target?.focus({ preventScroll: true })
  target?.closest(ROW)?.scrollIntoView({ block: 'nearest' })
}

/** Move the focus up and down a list of rows. Where a row stands is read from the page, so groups need no special care. */
export function useRowFocus(): { move: (step: 1 | -1) => number | null } {
  const move = useCallback((step: 1 | -1) => {
    const ids = Array.from(document.querySelectorAll<HTMLElement>(ROW), (row) => Number(row.dataset.rowId))
    const here = focusedRowId()
    const at = here === null ? -1 : ids.indexOf(here)
    const next = at < 0 ? ids[0] : ids[Math.min(Math.max(at + step, 0), ids.length - 1)]
    if (next === undefined) return null
    focusRow(next)
    return next
  }, [])
  return { move }
}
