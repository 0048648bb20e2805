import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'
import type { paths } from '@/types/api'

export type Medicine = Schemas['MedicineRead']
export type MedicineDetail = Schemas['MedicineDetail']
export type Batch = Schemas['BatchRead']
export type Movement = Schemas['MovementRead']
type Page = Schemas['Paginated_MedicineRead_']
type Query = NonNullable<paths['/api/inventory']['get']['parameters']['query']>
export type InventoryFilter = Omit<Query, 'page' | 'page_size'>

export const INVENTORY_PAGE = 50

/** Rows `first`–`last` (from 0) of the whole list: only the pages that are looked at are fetched. */
export function useInventoryRows(filter: InventoryFilter, first: number, last: number) {
  const from = Math.floor(Math.max(first, 0) / INVENTORY_PAGE) + 1
  const to = Math.floor(Math.max(last, 0) / INVENTORY_PAGE) + 1
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const pages = useQueries({
    queries: numbers.map((page) => ({
      queryKey: ['inventory', 'list', filter, page],
      queryFn: (): Promise<Page> =>
        unwrap(
          client.GET('/api/inventory', { params: { query: { ...filter, page, page_size: INVENTORY_PAGE } } }),
        ),
      placeholderData: keepPreviousData,
    })),
  })
  const meta = pages.find((page) => page.data)?.data?.meta
  return {
    total: meta?.total_items,
    error: pages.find((page) => page.error)?.error ?? null,
    retry: () => {
      for (const page of pages) if (page.error) void page.refetch()
    },
    rowAt: (index: number): Medicine | undefined => {
      const page = pages[Math.floor(index / INVENTORY_PAGE) + 1 - from]
      return page?.data?.data[index % INVENTORY_PAGE]
    },
  }
}

export function useMedicineSearch(
  q: string,
  options: { enabled: boolean; placeholderData?: typeof keepPreviousData },
) {
  return useQuery({
    queryKey: ['inventory', 'search', q],
    queryFn: () =>
      unwrap(client.GET('/api/inventory/search', { params: { query: { q, page: 1, page_size: 8 } } })),
    ...options,
  })
}

const at = (medicineId: number) => ({ path: { medicine_id: medicineId } })

export function useMedicine(medicineId: number) {
  return useQuery({
    queryKey: ['inventory', 'one', medicineId],
    queryFn: async () =>
      (await unwrap(client.GET('/api/inventory/{medicine_id}', { params: at(medicineId) }))).data,
  })
}

export function useMovements(medicineId: number, page: number, size: number) {
  return useQuery({
    queryKey: ['inventory', 'movements', medicineId, page],
    queryFn: () =>
      unwrap(
        client.GET('/api/inventory/{medicine_id}/movements', {
          params: { ...at(medicineId), query: { page, page_size: size } },
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

/** Stock, lists and advice all hang on a medicine: whatever changes one makes them all stale. */
function useStale() {
  const cache = useQueryClient()
  return () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: ['inventory'] }),
      cache.invalidateQueries({ queryKey: ['reorder'] }),
      cache.invalidateQueries({ queryKey: ['sales'] }),
      cache.invalidateQueries({ queryKey: ['stock'] }),
    ])
}

/** Only the name is needed. The generator marks fields that have a default as needed; the API does not. */
type NewMedicine = Pick<Schemas['MedicineCreate'], 'name'> & Partial<Schemas['MedicineCreate']>

export function useCreateMedicine() {
  const stale = useStale()
  return useMutation({
    mutationFn: async (medicine: NewMedicine) =>
      (await unwrap(client.POST('/api/inventory', { body: medicine as Schemas['MedicineCreate'] }))).data,
    onSuccess: stale,
  })
}

export function useUpdateMedicine(medicineId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: async (body: Schemas['MedicineUpdate']) =>
      (await unwrap(client.PUT('/api/inventory/{medicine_id}', { params: at(medicineId), body }))).data,
    onSuccess: stale,
  })
}

export function useDeleteMedicine() {
  const stale = useStale()
  return useMutation({
    mutationFn: (medicineId: number) =>
      unwrap(client.DELETE('/api/inventory/{medicine_id}', { params: at(medicineId) })),
    onSuccess: stale,
  })
}

/** Put a delivery on the shelf. `key` is made once for each form, so that a second press adds nothing twice. */
export function useReceiveBatch(medicineId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: ({ key, batch }: { key: string; batch: Schemas['BatchReceive'] }) =>
      unwrap(
        client.POST('/api/inventory/{medicine_id}/batches', {
          params: { ...at(medicineId), header: { 'idempotency-key': key } },
          body: batch,
        }),
      ),
    onSuccess: stale,
  })
}

/** Record a sale at the till. `key` is made once for each form, so that a second press sells nothing twice. */
export function useRecordSale() {
  const stale = useStale()
  return useMutation({
    mutationFn: ({ key, sale }: { key: string; sale: Schemas['SaleCreate'] }) =>
      unwrap(client.POST('/api/sales', { params: { header: { 'idempotency-key': key } }, body: sale })),
    onSuccess: stale,
  })
}
