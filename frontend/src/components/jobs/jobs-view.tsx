'use client'

import { STATUS_WORD, STATUSES } from '@/components/jobs/job-words'
import { JobsCard } from '@/components/jobs/jobs-card'
import { ScheduleCard } from '@/components/jobs/schedule-card'
import { PageHeader } from '@/components/layout/page-header'
import { Segmented } from '@/components/ui/segmented'
import { useJobs } from '@/hooks/jobs'
import { useUrlState } from '@/hooks/use-url-state'

export function JobsView() {
  const { get, set } = useUrlState()
  const status = STATUSES.find((one) => one === get('status'))
  const page = Number(get('page')) || 1
  const dead = useJobs({ status: 'dead' }, 1, 1)
  const deadCount = dead.data?.meta.total_items
  return (
    <>
      <PageHeader
        title="Jobs"
        note={
          deadCount
            ? `${deadCount} given up and waiting for you`
            : 'Work that goes on by itself: imports, the order list, the nightly proofs'
        }
      />
      <div className="flex flex-col gap-4 px-6 max-md:px-4">
        <ScheduleCard />
        <div className="max-w-full overflow-x-auto [scrollbar-width:none]">
          <Segmented
            label="Status"
            value={status ?? 'all'}
            segments={[
              { value: 'all', label: 'All' },
              ...STATUSES.map((value) => ({
                value,
                label: STATUS_WORD[value],
                count: value === 'dead' && deadCount ? deadCount : undefined,
              })),
            ]}
            onChange={(next) => set({ status: next === 'all' ? null : next, page: null })}
          />
        </div>
        <JobsCard
          filter={status ? { status } : {}}
          page={page}
          onPage={(next) => set({ page: next > 1 ? String(next) : null })}
        />
      </div>
    </>
  )
}
