import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'
import type { paths } from '@/types/api'

export type StockBatch = Schemas['BatchDetail']
export type Adjustment = Schemas['AdjustmentRead']
export type ReasonCode = Schemas['ReasonCodeRead']
export type Reservation = Schemas['ReservationRead']
export type BatchState = StockBatch['state']
type AdjustmentStatus = NonNullable<
  NonNullable<paths['/api/stock/adjustments']['get']['parameters']['query']>['status']
>

/** What a short form with a note sends: `key` is made once for each form. */
export interface Noted {
  note: string | undefined
  key: string
}

export const keyed = (key: string) => ({ 'idempotency-key': key })

const STEMS = ['stock', 'inventory', 'reorder', 'sales', 'history', 'data-doctor']

/** Whatever moves stock, or changes what may be sold, makes all of this stale. */
export function useStockStale() {
  const cache = useQueryClient()
  return () => Promise.all(STEMS.map((stem) => cache.invalidateQueries({ queryKey: [stem] })))
}

/** The batches of a medicine that hold something, first expired first, whatever state they are in. */
export function useShelf(medicineId: number) {
  return useQuery({
    queryKey: ['stock', 'shelf', medicineId],
    queryFn: async () =>
      (
        await unwrap(
          client.GET('/api/batches', { params: { query: { medicine_id: medicineId, page_size: 200 } } }),
        )
      ).data,
  })
}

export function useAvailability(medicineId: number) {
  return useQuery({
    queryKey: ['stock', 'available', medicineId],
    queryFn: async () =>
      (await unwrap(client.GET('/api/stock/available', { params: { query: { medicine_id: medicineId } } })))
        .data,
  })
}

export type BatchMove = 'hold' | 'quarantine' | 'damaged' | 'release'

/** Take a batch off sale, or put it back. */
export function useMoveBatch(batchId: number, move: BatchMove) {
  const stale = useStockStale()
  return useMutation({
    mutationFn: ({ note, key }: Noted) => {
      const params = { path: { batch_id: batchId }, header: keyed(key) }
      const body = { note: note ?? null }
      switch (move) {
        case 'hold':
          return unwrap(client.POST('/api/batches/{batch_id}/hold', { params, body }))
        case 'quarantine':
          return unwrap(client.POST('/api/batches/{batch_id}/quarantine', { params, body }))
        case 'damaged':
          return unwrap(client.POST('/api/batches/{batch_id}/damaged', { params, body }))
        case 'release':
          return unwrap(
            client.POST('/api/batches/{batch_id}/release', { params, body: { note: note ?? '' } }),
          )
      }
    },
    onSuccess: stale,
  })
}

export function useCorrectBatch(batchId: number) {
  const stale = useStockStale()
  return useMutation({
    mutationFn: (body: Partial<Schemas['BatchCorrect']>) =>
      unwrap(
        client.PATCH('/api/batches/{batch_id}', {
          params: { path: { batch_id: batchId } },
          body: body as Schemas['BatchCorrect'],
        }),
      ),
    onSuccess: stale,
  })
}

export function useReasonCodes() {
  return useQuery({
    queryKey: ['reason-codes'],
    queryFn: async () => (await unwrap(client.GET('/api/stock/reason-codes'))).data,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Correct a batch: posted at once, or pending when it is worth more than the pharmacy's limit. */
export function useAdjust() {
  const stale = useStockStale()
  return useMutation({
    mutationFn: async ({ key, body }: { key: string; body: Schemas['AdjustmentCreate'] }) =>
      (await unwrap(client.POST('/api/stock/adjustments', { params: { header: keyed(key) }, body }))).data,
    onSuccess: stale,
  })
}

export function useAdjustments(status: AdjustmentStatus, page: number) {
  return useQuery({
    queryKey: ['stock', 'adjustments', status, page],
    queryFn: () =>
      unwrap(client.GET('/api/stock/adjustments', { params: { query: { status, page, page_size: 20 } } })),
    placeholderData: keepPreviousData,
  })
}

export function useDecide(adjustmentId: number, decision: 'approve' | 'reject') {
  const stale = useStockStale()
  return useMutation({
    mutationFn: ({ note, key }: Noted) => {
      const params = { path: { adjustment_id: adjustmentId }, header: keyed(key) }
      const body = { note: note ?? null }
      return decision === 'approve'
        ? unwrap(client.POST('/api/stock/adjustments/{adjustment_id}/approve', { params, body }))
        : unwrap(client.POST('/api/stock/adjustments/{adjustment_id}/reject', { params, body }))
    },
    onSuccess: stale,
  })
}

/** Take a line of the ledger back. */
export function useReverse(movementId: number) {
  const stale = useStockStale()
  return useMutation({
    mutationFn: ({ note, key }: Noted) =>
      unwrap(
        client.POST('/api/stock/movements/{movement_id}/reverse', {
          params: { path: { movement_id: movementId }, header: keyed(key) },
          body: { note: note ?? '' },
        }),
      ),
    onSuccess: stale,
  })
}

export function useReturnSale() {
  const stale = useStockStale()
  return useMutation({
    mutationFn: async ({ key, body }: { key: string; body: Schemas['ReturnCreate'] }) =>
      (await unwrap(client.POST('/api/stock/returns', { params: { header: keyed(key) }, body }))).data,
    onSuccess: stale,
  })
}

export function useReserve() {
  const stale = useStockStale()
  return useMutation({
    mutationFn: ({ key, body }: { key: string; body: Schemas['ReservationCreate'] }) =>
      unwrap(client.POST('/api/stock/reservations', { params: { header: keyed(key) }, body })),
    onSuccess: stale,
  })
}

export function useReservations(page: number) {
  return useQuery({
    queryKey: ['stock', 'reservations', page],
    queryFn: () =>
      unwrap(client.GET('/api/stock/reservations', { params: { query: { page, page_size: 20 } } })),
    placeholderData: keepPreviousData,
  })
}

export function useReleaseReservation() {
  const stale = useStockStale()
  return useMutation({
    mutationFn: (reservationId: number) =>
      unwrap(
        client.DELETE('/api/stock/reservations/{reservation_id}', {
          params: { path: { reservation_id: reservationId } },
        }),
      ),
    onSuccess: stale,
  })
}

export function usePeriods() {
  return useQuery({
    queryKey: ['stock', 'periods'],
    queryFn: async () => (await unwrap(client.GET('/api/stock/periods'))).data,
  })
}

export function useClosePeriod() {
  const stale = useStockStale()
  return useMutation({
    mutationFn: ({ key, body }: { key: string; body: Schemas['PeriodCloseCreate'] }) =>
      unwrap(client.POST('/api/stock/periods', { params: { header: keyed(key) }, body })),
    onSuccess: stale,
  })
}

/** What the last nightly proof of the ledger found; null before the first night. */
export function useProof() {
  return useQuery({
    queryKey: ['stock', 'proof'],
    queryFn: async () => (await unwrap(client.GET('/api/stock/proof'))).data,
  })
}
