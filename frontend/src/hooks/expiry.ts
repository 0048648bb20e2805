import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { keyed, useStockStale } from '@/hooks/stock'
import { client, download, type Schemas, unwrap } from '@/lib/api'
import type { paths } from '@/types/api'

export type ExpiringBatch = Schemas['ExpiringBatch']
export type Band = Schemas['BandRead']
export type ExpiryAlert = Schemas['AlertRead']
export type Destruction = Schemas['DestructionRead']
type Query = NonNullable<paths['/api/expiry/batches']['get']['parameters']['query']>
export type ExpiringFilter = Pick<Query, 'band' | 'supplier_id' | 'sort'>

export function useBands() {
  return useQuery({
    queryKey: ['stock', 'bands'],
    queryFn: async () =>
      (await unwrap(client.GET('/api/expiry/bands', { params: { query: { by: 'supplier' } } }))).data,
  })
}

export function useExpiring(filter: ExpiringFilter, page: number) {
  return useQuery({
    queryKey: ['stock', 'expiring', filter, page],
    queryFn: () =>
      unwrap(client.GET('/api/expiry/batches', { params: { query: { ...filter, page, page_size: 20 } } })),
    placeholderData: keepPreviousData,
  })
}

export function useAlerts(page: number) {
  return useQuery({
    queryKey: ['stock', 'alerts', page],
    queryFn: () => unwrap(client.GET('/api/expiry/alerts', { params: { query: { page, page_size: 10 } } })),
    placeholderData: keepPreviousData,
  })
}

export function useAcknowledge() {
  const stale = useStockStale()
  return useMutation({
    mutationFn: (alertId: number) =>
      unwrap(
        client.POST('/api/expiry/alerts/{alert_id}/acknowledge', { params: { path: { alert_id: alertId } } }),
      ),
    onSuccess: stale,
  })
}

export function useDestroy() {
  const stale = useStockStale()
  return useMutation({
    mutationFn: async ({ key, body }: { key: string; body: Schemas['DestructionCreate'] }) =>
      (await unwrap(client.POST('/api/expiry/destructions', { params: { header: keyed(key) }, body }))).data,
    onSuccess: stale,
  })
}

export function useDestructions(page: number) {
  return useQuery({
    queryKey: ['stock', 'destructions', page],
    queryFn: () =>
      unwrap(client.GET('/api/expiry/destructions', { params: { query: { page, page_size: 10 } } })),
    placeholderData: keepPreviousData,
  })
}

/** The certificate of a destruction, to be printed and signed. */
export function useCertificate() {
  return useMutation({
    mutationFn: ({ id, number }: { id: number; number: number }) =>
      download(`/api/expiry/destructions/${id}/certificate`, `destruction-${number}.pdf`),
  })
}
