import { useQuery } from '@tanstack/react-query'
import { client, unwrap } from '@/lib/api'

/** Takings of the last 30 days, one entry a day, days without a sale included. */
export function useDailyRevenue() {
  return useQuery({
    queryKey: ['sales', 'daily-revenue'],
    queryFn: async () => (await unwrap(client.GET('/api/sales/daily-revenue'))).data,
  })
}
