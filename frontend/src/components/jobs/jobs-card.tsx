import { RotateCcw, Workflow } from 'lucide-react'
import { toast } from 'sonner'
import { JobStatus } from '@/components/jobs/job-status'
import { jobInWords, resultInWords, shareOf } from '@/components/jobs/job-words'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { ProgressBar } from '@/components/ui/progress-bar'
import { EmptyState, InlineError } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import { type Job, type JobFilter, useJobs, useReplayJob } from '@/hooks/jobs'
import { formatInstant } from '@/lib/format'

interface JobsCardProps {
  filter: JobFilter
  page: number
  onPage: (page: number) => void
}

export function JobsCard({ filter, page, onPage }: JobsCardProps) {
  const jobs = useJobs(filter, page)
  return (
    <Card>
      <Loaded query={jobs} lines={6}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState
              icon={<Workflow />}
              title={filter.status === 'dead' ? 'Nothing was given up' : 'No such job'}
            >
              {filter.status === 'dead'
                ? 'A job that keeps failing ends here with the reason, and can be done again.'
                : 'Imports and the nightly work are listed here while they run and for some weeks after.'}
            </EmptyState>
          ) : (
            <>
              <Table label="Jobs">
                <thead>
                  <tr>
                    <Th>Job</Th>
                    <Th>Status</Th>
                    <Th>When</Th>
                    <Th className="text-right">Attempts</Th>
                    <Th>Came to</Th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((job) => (
                    <JobRow key={job.id} job={job} />
                  ))}
                </tbody>
              </Table>
              <Pager meta={meta} onPage={onPage} />
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function JobRow({ job }: { job: Job }) {
  const { time_zone } = usePharmacy()
  const when = job.finished_at ?? job.started_at ?? job.due_at
  return (
    <tr>
      <Td className="whitespace-nowrap font-medium">
        {jobInWords(job.name)} <span className="tabular font-normal text-ink-3 text-xs">{job.id}</span>
      </Td>
      <Td className="min-w-28">
        <JobStatus status={job.status} />
        {job.status === 'running' ? (
          <ProgressBar label={`Job ${job.id}`} share={shareOf(job)} className="mt-1 w-24" />
        ) : null}
      </Td>
      <Td className="tabular whitespace-nowrap text-ink-3">
        {job.status === 'queued' ? 'due ' : ''}
        {formatInstant(when, time_zone)}
      </Td>
      <Td className="num text-ink-3">{job.attempts}</Td>
      <Td className="min-w-56">
        {job.status === 'dead' ? (
          <Dead job={job} />
        ) : (
          <span className="text-ink-3 text-xs">{resultInWords(job.result) ?? '—'}</span>
        )}
      </Td>
    </tr>
  )
}

function Dead({ job }: { job: Job }) {
  const replay = useReplayJob()
  const again = () => replay.mutate(job.id, { onSuccess: () => toast('It waits for its turn again') })
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p className="min-w-40 flex-1 text-pretty text-danger text-xs">
        {job.error ?? 'It failed, and said nothing.'}
        {job.error_code ? <code className="ml-1.5 text-2xs opacity-80">{job.error_code}</code> : null}
      </p>
      <Button size="sm" disabled={replay.isPending} onClick={again}>
        <RotateCcw /> Replay
      </Button>
      <InlineError error={replay.error} />
    </div>
  )
}
