import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle } from 'lucide-react'
import type { SalesImport } from '@/hooks/imports'
import { cn } from '@/lib/cn'

const LOOK = {
  queued: { word: 'Waiting', icon: CircleDashed, tone: 'text-ink-3' },
  running: { word: 'Running', icon: LoaderCircle, tone: 'text-note' },
  done: { word: 'Done', icon: CircleCheck, tone: 'text-accent' },
  failed: { word: 'Failed', icon: CircleAlert, tone: 'text-danger' },
} as const

export function ImportStatus({ status }: { status: SalesImport['status'] }) {
  const { word, icon: Icon, tone } = LOOK[status]
  return (
    <span
      className={cn(
        'inline-flex items-center align-middle gap-1.5 whitespace-nowrap font-medium text-xs',
        tone,
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  )
}
