import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle } from 'lucide-react'
import { STATUS_WORD } from '@/components/jobs/job-words'
import type { Job } from '@/hooks/jobs'
import { cn } from '@/lib/cn'

const LOOK = {
  queued: { icon: CircleDashed, tone: 'text-ink-3' },
  running: { icon: LoaderCircle, tone: 'text-note' },
  done: { icon: CircleCheck, tone: 'text-accent' },
  dead: { icon: CircleAlert, tone: 'text-danger' },
} as const

export function JobStatus({ status }: { status: Job['status'] }) {
  const { icon: Icon, tone } = LOOK[status]
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1.5 whitespace-nowrap align-middle font-medium text-xs',
        tone,
      )}
    >
      <Icon aria-hidden className={cn('size-3.5', status === 'running' && 'motion-safe:animate-spin')} />
      {STATUS_WORD[status]}
    </span>
  )
}
