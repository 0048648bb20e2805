import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'
import type { paths } from '@/types/api'

export type Job = Schemas['JobRead']
export type ScheduledJob = Schemas['ScheduledRead']
type Query = NonNullable<paths['/api/admin/jobs']['get']['parameters']['query']>
export type JobFilter = Pick<Query, 'status'>

const POLL_MS = 1_000

/** Is it being done, or about to be? One that is due tonight is not. */
export const isUnderWay = (job: Pick<Job, 'status' | 'due_at'> | null, now: number = Date.now()): boolean =>
  job?.status === 'running' || (job?.status === 'queued' && Date.parse(job.due_at) <= now + POLL_MS)

export function useJobs(filter: JobFilter, page: number, size = 20) {
  return useQuery({
    queryKey: ['jobs', 'list', filter, page, size],
    queryFn: () =>
      unwrap(client.GET('/api/admin/jobs', { params: { query: { ...filter, page, page_size: size } } })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.data.some((job) => isUnderWay(job)) ? POLL_MS : false),
  })
}

export function useSchedule() {
  return useQuery({
    queryKey: ['jobs', 'schedule'],
    queryFn: async () => (await unwrap(client.GET('/api/admin/jobs/schedule'))).data,
    refetchInterval: ({ state }) => (state.data?.some(({ last }) => isUnderWay(last)) ? POLL_MS : false),
  })
}

function useStale() {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: ['jobs'] })
}

export function useRunJob() {
  const stale = useStale()
  return useMutation({
    mutationFn: async (name: string) =>
      (await unwrap(client.POST('/api/admin/jobs/run/{job_name}', { params: { path: { job_name: name } } })))
        .data,
    onSuccess: stale,
  })
}

export function useReplayJob() {
  const stale = useStale()
  return useMutation({
    mutationFn: async (jobId: number) =>
      (await unwrap(client.POST('/api/admin/jobs/{job_id}/replay', { params: { path: { job_id: jobId } } })))
        .data,
    onSuccess: stale,
  })
}
