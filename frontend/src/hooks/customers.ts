import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'
import { saveFile } from '@/lib/save-file'
import type { paths } from '@/types/api'

export type Customer = Schemas['CustomerRead']
export type Consent = Schemas['ConsentRead']
export type Purpose = Consent['purpose']
type Query = NonNullable<paths['/api/customers']['get']['parameters']['query']>
export type CustomerFilter = Pick<Query, 'code' | 'phone'>

export const CUSTOMERS_PAGE = 30

const at = (customerId: number) => ({ path: { customer_id: customerId } })

export function useCustomers(filter: CustomerFilter, page: number, enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: ['customers', 'list', filter, page],
    queryFn: () =>
      unwrap(
        client.GET('/api/customers', { params: { query: { ...filter, page, page_size: CUSTOMERS_PAGE } } }),
      ),
    placeholderData: keepPreviousData,
  })
}

export function useCustomer(customerId: number) {
  return useQuery({
    queryKey: ['customers', 'one', customerId],
    queryFn: async () =>
      (await unwrap(client.GET('/api/customers/{customer_id}', { params: at(customerId) }))).data,
  })
}

export function useConsents(customerId: number) {
  return useQuery({
    queryKey: ['customers', 'consents', customerId],
    queryFn: async () =>
      (await unwrap(client.GET('/api/customers/{customer_id}/consents', { params: at(customerId) }))).data,
  })
}

function useStale() {
  const cache = useQueryClient()
  return () =>
    Promise.all([['customers'], ['history']].map((queryKey) => cache.invalidateQueries({ queryKey })))
}

export function useAddCustomer() {
  const stale = useStale()
  return useMutation({
    mutationFn: async (body: Schemas['CustomerCreate']) =>
      (await unwrap(client.POST('/api/customers', { body }))).data,
    onSuccess: stale,
  })
}

export function useChangeCustomer(customerId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: async (body: Schemas['CustomerUpdate']) =>
      (await unwrap(client.PUT('/api/customers/{customer_id}', { params: at(customerId), body }))).data,
    onSuccess: stale,
  })
}

export function useGiveConsent(customerId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: (body: Schemas['ConsentGiven']) =>
      unwrap(client.PUT('/api/customers/{customer_id}/consents', { params: at(customerId), body })),
    onSuccess: stale,
  })
}

export function useWithdrawConsent(customerId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: (purpose: Purpose) =>
      unwrap(
        client.PUT('/api/customers/{customer_id}/consents/withdrawn', {
          params: at(customerId),
          body: { purpose },
        }),
      ),
    onSuccess: stale,
  })
}

/** Everything that is held about a customer, saved as a file that can be handed to them. */
export function useExportCustomer(customerId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: async () =>
      (await unwrap(client.GET('/api/customers/{customer_id}/export', { params: at(customerId) }))).data,
    onSuccess: (found) => {
      saveFile(`${found.customer.code}.json`, `${JSON.stringify(found, null, 2)}\n`, 'application/json')
      return stale()
    },
  })
}

export function useEraseCustomer(customerId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: () => unwrap(client.POST('/api/customers/{customer_id}/erase', { params: at(customerId) })),
    onSuccess: stale,
  })
}

export function useLegalHold(customerId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: (body: Schemas['LegalHoldIn']) =>
      unwrap(client.PUT('/api/customers/{customer_id}/legal-hold', { params: at(customerId), body })),
    onSuccess: stale,
  })
}
