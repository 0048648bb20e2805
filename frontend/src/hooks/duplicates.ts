import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'

export type DuplicatePair = Schemas['DuplicatePair']
export type Merge = Schemas['MergeRead']

export function useDuplicates(page: number, size: number) {
  return useQuery({
    queryKey: ['catalogue', 'duplicates', page],
    queryFn: () =>
      unwrap(client.GET('/api/catalogue/duplicates', { params: { query: { page, page_size: size } } })),
    placeholderData: keepPreviousData,
  })
}

export function useMerges() {
  return useQuery({
    queryKey: ['catalogue', 'merges'],
    queryFn: async () =>
      (await unwrap(client.GET('/api/catalogue/merges', { params: { query: { page: 1, page_size: 20 } } })))
        .data,
  })
}

/** A merge moves batches, sales and terms: everything that shows a medicine is stale, but one that is gone is not asked for. */
function useAllStale() {
  const cache = useQueryClient()
  return (goneId?: number) =>
    cache.invalidateQueries({
      predicate: ({ queryKey }) => goneId === undefined || !queryKey.includes(goneId),
    })
}

export function useMerge() {
  const stale = useAllStale()
  return useMutation({
    mutationFn: async ({ key, merge }: { key: string; merge: Schemas['MergeCreate'] }) =>
      (
        await unwrap(
          client.POST('/api/catalogue/merges', {
            params: { header: { 'idempotency-key': key } },
            body: merge,
          }),
        )
      ).data,
    onSuccess: (_, { merge }) => stale(merge.merged_id),
  })
}

export function useUndoMerge() {
  const stale = useAllStale()
  return useMutation({
    mutationFn: async ({ key, mergeId }: { key: string; mergeId: number }) =>
      (
        await unwrap(
          client.POST('/api/catalogue/merges/{merge_id}/undo', {
            params: { header: { 'idempotency-key': key }, path: { merge_id: mergeId } },
          }),
        )
      ).data,
    onSuccess: () => stale(),
  })
}
