import { Play } from 'lucide-react'
import { toast } from 'sonner'
import { JobStatus } from '@/components/jobs/job-status'
import { jobInWords, shareOf } from '@/components/jobs/job-words'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { ProgressBar } from '@/components/ui/progress-bar'
import { InlineError } from '@/components/ui/states'
import { isUnderWay, type ScheduledJob, useRunJob, useSchedule } from '@/hooks/jobs'
import { formatAgo } from '@/lib/format'

/** What is done every night, what became of it, and a way to have it now. */
export function ScheduleCard() {
  const schedule = useSchedule()
  const run = useRunJob()
  const start = ({ name }: ScheduledJob) =>
    run.mutate(name, { onSuccess: () => toast(`${jobInWords(name)} has been started`) })
  return (
    <Card>
      <CardHeader title="Every night" note="by the clock of this pharmacy" />
      <Loaded query={schedule}>
        {(data) => (
          <ul aria-label="Every night" className="divide-y">
            {data.map((one) => (
              <li key={one.name} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
                <span className="tabular w-10 font-medium">{one.runs_at}</span>
                <span className="min-w-52 flex-1">
                  <span className="block font-medium">{jobInWords(one.name)}</span>
                  <span className="block text-pretty text-ink-3 text-xs">{one.title}</span>
                </span>
                <LastRun last={one.last} />
                <Button
                  size="sm"
                  disabled={run.isPending || isUnderWay(one.last)}
                  aria-label={`Run ${jobInWords(one.name)} now`}
                  onClick={() => start(one)}
                >
                  <Play /> Run now
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {run.error ? (
        <div className="border-t p-3">
          <InlineError error={run.error} />
        </div>
      ) : null}
    </Card>
  )
}

function LastRun({ last }: { last: ScheduledJob['last'] }) {
  if (!last) return <span className="w-44 text-ink-3 text-xs">not run yet</span>
  return (
    <span className="w-44 text-xs">
      <span className="flex items-center gap-2">
        <JobStatus status={last.status} />
        <span className="text-ink-3">{last.finished_at ? formatAgo(last.finished_at) : ''}</span>
      </span>
      {last.status === 'running' ? (
        <ProgressBar label={`${jobInWords(last.name)}`} share={shareOf(last)} className="mt-1" />
      ) : null}
    </span>
  )
}
