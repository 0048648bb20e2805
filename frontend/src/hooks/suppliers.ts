import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'

export type Supplier = Schemas['SupplierRead']

export function useSuppliers(page: number, size: number) {
  return useQuery({
    queryKey: ['suppliers', page],
    queryFn: () => unwrap(client.GET('/api/suppliers', { params: { query: { page, page_size: size } } })),
    placeholderData: keepPreviousData,
  })
}

/** What is ordered from a supplier follows its calendar. */
export function useSetCalendar(supplierId: number) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['SupplierCalendarSet']) =>
      unwrap(
        client.PUT('/api/suppliers/{supplier_id}', { params: { path: { supplier_id: supplierId } }, body }),
      ),
    onSuccess: () =>
      Promise.all(
        [['suppliers'], ['reorder'], ['history']].map((queryKey) => cache.invalidateQueries({ queryKey })),
      ),
  })
}
