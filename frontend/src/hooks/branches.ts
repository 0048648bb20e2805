import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'

export type Branch = Schemas['BranchRead']
export type BranchSettings = Schemas['BranchSettings']

export function useBranches() {
  return useQuery({
    queryKey: ['branches', 'list'],
    queryFn: async () => (await unwrap(client.GET('/api/branches'))).data,
  })
}

export function useBranchSettings() {
  return useQuery({
    queryKey: ['branches', 'current'],
    queryFn: async () => (await unwrap(client.GET('/api/branches/current'))).data,
  })
}

/** A pharmacy's name and place stand in the frame of every page too. */
function useStale() {
  const cache = useQueryClient()
  return () =>
    Promise.all([['branches'], ['me'], ['history']].map((queryKey) => cache.invalidateQueries({ queryKey })))
}

export function useOpenBranch() {
  const stale = useStale()
  return useMutation({
    mutationFn: async (body: Schemas['BranchCreate']) =>
      (await unwrap(client.POST('/api/branches', { body }))).data,
    onSuccess: stale,
  })
}

export function useChangeBranch() {
  const stale = useStale()
  return useMutation({
    mutationFn: async (body: Schemas['BranchUpdate']) =>
      (await unwrap(client.PUT('/api/branches/current', { body }))).data,
    onSuccess: stale,
  })
}
