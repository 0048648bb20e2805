import type { Job } from '@/hooks/jobs'
import { inWords, valueInWords } from '@/lib/changes'

export const STATUSES = ['queued', 'running', 'done', 'dead'] as const

export const STATUS_WORD: Record<Job['status'], string> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  dead: 'Given up',
}

/** "refresh_reorder" → "Refresh reorder". */
export const jobInWords = inWords

/** What a job came to, in one line; null: it says nothing. */
export function resultInWords(result: Job['result']): string | null {
  const told = Object.entries(result ?? {}).filter(([, value]) => value !== null)
  if (told.length === 0) return null
  return told.map(([name, value]) => `${inWords(name).toLowerCase()} ${valueInWords(value)}`).join(' · ')
}

/** How far it is, from 0 to 1; null: it does not say. */
export function shareOf(job: Pick<Job, 'progress_done' | 'progress_total'>): number | null {
  return job.progress_total > 0 ? job.progress_done / job.progress_total : null
}
