import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'

export type Backtest = Schemas['BacktestRead']
export type RuleOutcome = Schemas['RuleOutcome']
export type ForecastError = Schemas['ForecastErrorRead']
export type ForecastErrorSummary = Schemas['ForecastErrorSummary']

/** What our orders would have done with the last weeks, as the last night found. */
export function useBacktest() {
  return useQuery({
    queryKey: ['reorder', 'backtest'],
    queryFn: async () => (await unwrap(client.GET('/api/reorder/backtest'))).data,
  })
}

/** How far off each medicine's past forecasts were, and all of them together. */
export function useForecastErrors(sort: string, page: number) {
  return useQuery({
    queryKey: ['reorder', 'accuracy', sort, page],
    queryFn: () =>
      unwrap(client.GET('/api/reorder/accuracy', { params: { query: { sort, page, page_size: 20 } } })),
    placeholderData: keepPreviousData,
  })
}
