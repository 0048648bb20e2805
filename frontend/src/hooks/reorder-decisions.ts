import { useCallback, useMemo, useRef } from 'react'
import { toast } from 'sonner'
import { type Decision, type Suggestion, useDecide } from '@/hooks/reorder'
import { ApiError } from '@/lib/api'
import { count } from '@/lib/format'

const UNDO_MS = 10_000
const AT_ONCE = 4

export function tellError(error: unknown): void {
  const message = error instanceof Error ? error.message : 'Something went wrong.'
  const requestId = error instanceof ApiError ? error.requestId : null
  toast.error(message, requestId ? { description: `Request ${requestId}` } : undefined)
}

export interface Order {
  id: number
  medicine_name: string
  order_qty?: number
}

export interface Decisions {
  accept: (orders: readonly Order[]) => Promise<void>
  dismiss: (row: Suggestion, reason: string) => Promise<void>
  reopen: (ids: readonly number[]) => Promise<void>
  setQuantity: (id: number, qty: number) => Promise<void>
  undoLast: () => void
}

/** Decide about suggestions; every decision can be taken back for ten seconds from its toast, later from its row. */
export function useDecisions(): Decisions {
  const { mutateAsync } = useDecide()
  const last = useRef<{ ids: readonly number[]; toast: string | number } | null>(null)

  /** Send decisions a few at a time; returns the ids that went through and says what did not. */
  const sendAll = useCallback(
    async (decisions: readonly Decision[]): Promise<number[]> => {
      const done: number[] = []
      let failure: unknown = null
      for (let start = 0; start < decisions.length; start += AT_ONCE) {
        const answers = await Promise.allSettled(
          decisions.slice(start, start + AT_ONCE).map((one) => mutateAsync(one)),
        )
        for (const answer of answers) {
          if (answer.status === 'fulfilled') done.push(answer.value.id)
          else failure = answer.reason
        }
      }
      if (failure) tellError(failure)
      return done
    },
    [mutateAsync],
  )

  const reopen = useCallback(
    async (ids: readonly number[]) => {
      // What is taken back some other way must not be offered again.
      if (last.current && ids.some((id) => last.current?.ids.includes(id))) {
        toast.dismiss(last.current.toast)
        last.current = null
      }
      await sendAll(ids.map((id) => ({ kind: 'reopen', id })))
    },
    [sendAll],
  )

  const offerUndo = useCallback(
    (message: string, ids: readonly number[]) => {
      const action = { label: 'Undo', onClick: () => void reopen(ids) }
      last.current = { ids, toast: toast(message, { duration: UNDO_MS, action }) }
    },
    [reopen],
  )

  const accept = useCallback(
    async (orders: readonly Order[]) => {
      const done = await sendAll(
        orders.map(({ id, order_qty }) => ({
          kind: 'accept',
          id,
          ...(order_qty === undefined ? {} : { order_qty }),
        })),
      )
      const [first] = orders
      if (done.length === 0 || !first) return
      offerUndo(
        done.length === 1 ? `Accepted ${first.medicine_name}` : `Accepted ${count(done.length, 'item')}`,
        done,
      )
    },
    [sendAll, offerUndo],
  )

  const dismiss = useCallback(
    async (row: Suggestion, reason: string) => {
      const done = await sendAll([{ kind: 'dismiss', id: row.id, reason }])
      if (done.length > 0) offerUndo(`Dismissed ${row.medicine_name}`, done)
    },
    [sendAll, offerUndo],
  )

  const setQuantity = useCallback(
    async (id: number, order_qty: number) => {
      await sendAll([{ kind: 'quantity', id, order_qty }])
    },
    [sendAll],
  )

  const undoLast = useCallback(() => {
    if (last.current) void reopen(last.current.ids)
  }, [reopen])

  return useMemo(
    () => ({ accept, dismiss, reopen, setQuantity, undoLast }),
    [accept, dismiss, reopen, setQuantity, undoLast],
  )
}
