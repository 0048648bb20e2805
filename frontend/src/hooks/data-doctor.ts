import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'

export type FindingGroup = Schemas['FindingGroup']
export type Finding = Schemas['FindingRead']

export function useFindings(enabled: boolean) {
  return useQuery({
    queryKey: ['data-doctor', 'groups'],
    queryFn: async () => (await unwrap(client.GET('/api/data-doctor'))).data,
    enabled,
  })
}

/** All that one rule finds, page by page; asked for only once somebody wants more than the first five. */
export function useFindingsOf(rule: string, page: number, size: number, enabled: boolean) {
  return useQuery({
    queryKey: ['data-doctor', 'rule', rule, page],
    queryFn: () =>
      unwrap(
        client.GET('/api/data-doctor/{rule}', {
          params: { path: { rule }, query: { page, page_size: size } },
        }),
      ),
    placeholderData: keepPreviousData,
    enabled,
  })
}

/** `onFixed` runs before the lists are asked anew: the row that asked is gone afterwards. */
export function useApplyFix(onFixed: () => void) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async ({ key, fix }: { key: string; fix: Schemas['FixApply'] }) =>
      (
        await unwrap(
          client.POST('/api/data-doctor/fixes', {
            params: { header: { 'idempotency-key': key } },
            body: fix,
          }),
        )
      ).data,
    onSuccess: () => {
      onFixed()
      return Promise.all(
        ['data-doctor', 'inventory', 'catalogue', 'reorder'].map((stem) =>
          cache.invalidateQueries({ queryKey: [stem] }),
        ),
      )
    },
  })
}
