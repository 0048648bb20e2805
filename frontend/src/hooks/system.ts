import { useQuery } from '@tanstack/react-query'
import { client, unwrap } from '@/lib/api'

export function useVersion() {
  return useQuery({
    queryKey: ['version'],
    queryFn: async () => (await unwrap(client.GET('/version'))).data,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}
