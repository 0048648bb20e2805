import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { client, download, type Schemas, unwrap } from '@/lib/api'
import type { paths } from '@/types/api'

export type Suggestion = Schemas['SuggestionRead']
export type SuggestionPage = Schemas['Paginated_SuggestionRead_']
type Query = NonNullable<paths['/api/reorder/suggestions']['get']['parameters']['query']>
/** What the list can be narrowed and ordered by; empty values are left out of the question. */
export type SuggestionFilter = Omit<Query, 'page' | 'page_size'>

const PAGE_SIZE = 100

export function useReorderAnalysis() {
  return useQuery({
    queryKey: ['reorder', 'analysis'],
    queryFn: async () => (await unwrap(client.GET('/api/reorder/analysis'))).data,
  })
}

async function fetchSuggestions(query: Query): Promise<SuggestionPage> {
  return unwrap(client.GET('/api/reorder/suggestions', { params: { query } }))
}

/** The whole list, page by page as one scrolls. */
export function useSuggestions(filter: SuggestionFilter) {
  return useInfiniteQuery({
    queryKey: ['reorder', 'list', filter],
    queryFn: ({ pageParam }) => fetchSuggestions({ ...filter, page: pageParam, page_size: PAGE_SIZE }),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.has_next ? meta.current_page + 1 : undefined),
    placeholderData: keepPreviousData,
  })
}

/** The first few of a list. */
export function useTopSuggestions(filter: SuggestionFilter, size: number) {
  return useQuery({
    queryKey: ['reorder', 'top', filter, size],
    queryFn: () => fetchSuggestions({ ...filter, page: 1, page_size: size }),
  })
}

export function useMedicineForecast(medicineId: number) {
  return useQuery({
    queryKey: ['reorder', 'medicine', medicineId],
    queryFn: async () =>
      (
        await unwrap(
          client.GET('/api/reorder/{medicine_id}', { params: { path: { medicine_id: medicineId } } }),
        )
      ).data,
  })
}

function replaceIn(page: SuggestionPage, changed: Suggestion): SuggestionPage {
  if (!page.data.some((row) => row.id === changed.id)) return page
  return { ...page, data: page.data.map((row) => (row.id === changed.id ? changed : row)) }
}

/**
 * Put a changed suggestion where the old one stood, in every list on screen.
 *
 * A decided row keeps its place until the list is asked for anew: nothing moves under the pointer.
 */
export function replaceSuggestion(cache: QueryClient, changed: Suggestion): void {
  cache.setQueriesData<InfiniteData<SuggestionPage>>({ queryKey: ['reorder', 'list'] }, (list) =>
    list ? { ...list, pages: list.pages.map((page) => replaceIn(page, changed)) } : list,
  )
  cache.setQueriesData<SuggestionPage>({ queryKey: ['reorder', 'top'] }, (page) =>
    page ? replaceIn(page, changed) : page,
  )
  cache.setQueryData<Schemas['MedicineForecast']>(['reorder', 'medicine', changed.medicine_id], (view) =>
    view ? { ...view, suggestion: changed } : view,
  )
  void cache.invalidateQueries({ queryKey: ['reorder', 'analysis'] })
  void cache.invalidateQueries({ queryKey: ['reorder', 'budget'] })
  void cache.invalidateQueries({ queryKey: ['reorder', 'list'], refetchType: 'none' })
  void cache.invalidateQueries({ queryKey: ['reorder', 'top'], refetchType: 'none' })
}

/** What a person can do with a suggestion. */
export type Decision =
  | { kind: 'accept'; id: number; order_qty?: number }
  | { kind: 'dismiss'; id: number; reason: string }
  | { kind: 'reopen'; id: number }
  | { kind: 'quantity'; id: number; order_qty: number }

export async function sendDecision(decision: Decision): Promise<Suggestion> {
  const params = { path: { suggestion_id: decision.id } }
  switch (decision.kind) {
    case 'accept':
      return (
        await unwrap(
          client.POST('/api/reorder/suggestions/{suggestion_id}/accept', {
            params,
            body: decision.order_qty === undefined ? {} : { order_qty: decision.order_qty },
          }),
        )
      ).data
    case 'dismiss':
      return (
        await unwrap(
          client.POST('/api/reorder/suggestions/{suggestion_id}/dismiss', {
            params,
            body: { reason: decision.reason },
          }),
        )
      ).data
    case 'reopen':
      return (await unwrap(client.POST('/api/reorder/suggestions/{suggestion_id}/reopen', { params }))).data
    case 'quantity':
      return (
        await unwrap(
          client.PUT('/api/reorder/suggestions/{suggestion_id}', {
            params,
            body: { order_qty: decision.order_qty },
          }),
        )
      ).data
  }
}

export function useDecide() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: sendDecision,
    onSuccess: (changed) => replaceSuggestion(cache, changed),
  })
}

export function useRefreshSuggestions() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async () => unwrap(client.POST('/api/reorder/refresh')),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['reorder'] }),
  })
}

export function downloadOrderList(filter: SuggestionFilter): Promise<void> {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) if (value) query.set(name, String(value))
  return download(`/api/reorder/suggestions.csv?${query}`, 'order-list.csv')
}
