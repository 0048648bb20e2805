import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { SuggestionFilter } from '@/hooks/reorder'
import { client, type Schemas, unwrap } from '@/lib/api'

export type BudgetLine = Schemas['BudgetLineRead']
export type BudgetSummary = Schemas['BudgetSummaryRead']

const PAGE_SIZE = 200

/** What a budget buys of the list, all lines of it. */
export function useBudget(budget: string, { status: _status, sort: _sort, ...filter }: SuggestionFilter) {
  return useQuery({
    queryKey: ['reorder', 'budget', budget, filter],
    queryFn: async () => {
      const lines: BudgetLine[] = []
      for (let page = 1; ; page += 1) {
        const answer = await unwrap(
          client.GET('/api/reorder/budget', {
            params: { query: { ...filter, budget, page, page_size: PAGE_SIZE } },
          }),
        )
        lines.push(...answer.data)
        if (!answer.meta.has_next) return { lines, summary: answer.summary }
      }
    },
    placeholderData: keepPreviousData,
  })
}
