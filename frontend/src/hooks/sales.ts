import { useMutation, useQuery } from '@tanstack/react-query'
import { keyed, useStockStale } from '@/hooks/stock'
import { client, type Schemas, unwrap } from '@/lib/api'

export type LostSale = Schemas['LostSaleRead']

/** How many of the latest notes a medicine's page shows. */
const LATEST = 10

/** Takings of the last 30 days, one entry a day, days without a sale included. */
export function useDailyRevenue() {
  return useQuery({
    queryKey: ['sales', 'daily-revenue'],
    queryFn: async () => (await unwrap(client.GET('/api/sales/daily-revenue'))).data,
  })
}

/** What was asked for and not there, the latest day first. */
export function useLostSales(medicineId: number) {
  return useQuery({
    queryKey: ['sales', 'lost', medicineId],
    queryFn: async () =>
      (
        await unwrap(
          client.GET('/api/sales/lost', {
            params: { query: { medicine_id: medicineId, page_size: LATEST } },
          }),
        )
      ).data,
  })
}

/** Note a lost sale. `key` is made once for each form, so that a second press notes nothing twice. */
export function useNoteLostSale() {
  const stale = useStockStale()
  return useMutation({
    mutationFn: async ({ key, lost }: { key: string; lost: Schemas['LostSaleCreate'] }) =>
      (await unwrap(client.POST('/api/sales/lost', { params: { header: keyed(key) }, body: lost }))).data,
    onSuccess: stale,
  })
}

export function useTakeBackLostSale() {
  const stale = useStockStale()
  return useMutation({
    mutationFn: (lostSaleId: number) =>
      unwrap(
        client.DELETE('/api/sales/lost/{lost_sale_id}', { params: { path: { lost_sale_id: lostSaleId } } }),
      ),
    onSuccess: stale,
  })
}
