import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { type Noted, useStockStale } from '@/hooks/stock'
import { client, type Schemas, unwrap } from '@/lib/api'

export type Recall = Schemas['RecallRead']
export type Reach = Schemas['ReachRead']
export type Bill = Schemas['Bill']

export interface RecallTarget {
  batch_no: string
  medicine_name?: string
}

/** What a recall of this number would reach; nothing is changed. */
export function useReach(target: RecallTarget | null) {
  return useQuery({
    queryKey: ['stock', 'reach', target],
    queryFn: async () =>
      (await unwrap(client.GET('/api/recalls/preview', { params: { query: target ?? { batch_no: '' } } })))
        .data,
    enabled: target !== null,
  })
}

export function useStartRecall() {
  const stale = useStockStale()
  return useMutation({
    mutationFn: async (body: Schemas['RecallStart']) =>
      (await unwrap(client.POST('/api/recalls', { body }))).data,
    onSuccess: stale,
  })
}

export function useRecalls(page: number) {
  return useQuery({
    queryKey: ['stock', 'recalls', page],
    queryFn: () => unwrap(client.GET('/api/recalls', { params: { query: { page, page_size: 20 } } })),
    placeholderData: keepPreviousData,
  })
}

export function useRecall(recallId: number) {
  return useQuery({
    queryKey: ['stock', 'recall', recallId],
    queryFn: async () =>
      (await unwrap(client.GET('/api/recalls/{recall_id}', { params: { path: { recall_id: recallId } } })))
        .data,
  })
}

export function useRecallBills(recallId: number, page: number) {
  return useQuery({
    queryKey: ['stock', 'recall-bills', recallId, page],
    queryFn: () =>
      unwrap(
        client.GET('/api/recalls/{recall_id}/bills', {
          params: { path: { recall_id: recallId }, query: { page, page_size: 20 } },
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

export function useLift(recallId: number) {
  const stale = useStockStale()
  return useMutation({
    mutationFn: ({ note }: Noted) =>
      unwrap(
        client.POST('/api/recalls/{recall_id}/lift', {
          params: { path: { recall_id: recallId } },
          body: { note: note ?? '' },
        }),
      ),
    onSuccess: stale,
  })
}
