import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, download, type Schemas, unwrap } from '@/lib/api'

export type DeadStock = Schemas['DeadStockRead']

/** What nobody bought in so many days or will expire unsold, most money first. */
export function useDeadStock(days: number, page: number) {
  return useQuery({
    queryKey: ['reorder', 'dead-stock', days, page],
    queryFn: () =>
      unwrap(client.GET('/api/reorder/dead-stock', { params: { query: { days, page, page_size: 20 } } })),
    placeholderData: keepPreviousData,
  })
}

/** Order a medicine no more, or again. */
export function useOrdering() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ medicineId, isStopped }: { medicineId: number; isStopped: boolean }) => {
      const params = { path: { medicine_id: medicineId } }
      return isStopped
        ? unwrap(client.POST('/api/reorder/dead-stock/{medicine_id}/resume', { params }))
        : unwrap(client.POST('/api/reorder/dead-stock/{medicine_id}/stop', { params, body: {} }))
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: ['reorder'] }),
  })
}

export function downloadDeadStock(days: number): Promise<void> {
  return download(`/api/reorder/dead-stock.csv?days=${days}`, 'dead-stock.csv')
}
