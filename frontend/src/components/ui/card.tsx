import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/lib/cn'

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return (
    <section
      data-slot="card"
      className={cn('rounded-xl border border-line bg-surface', className)}
      {...rest}
    />
  )
}

export function CardHeader({
  title,
  note,
  actions,
}: {
  title: string
  note?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b px-4 py-2">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <h2 className="font-semibold text-sm">{title}</h2>
        {note ? <p className="text-ink-3 text-xs">{note}</p> : null}
      </div>
      {actions}
    </header>
  )
}
