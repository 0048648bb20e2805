import { RotateCw } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { ApiError } from '@/lib/api'
import { cn } from '@/lib/cn'

export function Skeleton({ className, ...rest }: ComponentProps<'div'>) {
  return <div aria-hidden data-slot="skeleton" className={cn('skeleton h-4', className)} {...rest} />
}

interface EmptyStateProps {
  icon: ReactNode
  title: string
  children: ReactNode
  action?: ReactNode
  className?: string
}

/** An empty list says why it is empty and what to do next. */
export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center px-6 py-14 text-center', className)}>
      <div className="mb-3 grid size-10 place-items-center rounded-lg border border-line bg-sunken text-ink-3 [&_svg]:size-5">
        {icon}
      </div>
      <h3 className="font-semibold text-base">{title}</h3>
      <p className="mt-1 max-w-sm text-pretty text-ink-3 text-sm">{children}</p>
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}

interface ErrorStateProps {
  error: Error
  retry?: () => void
  className?: string
}

/** What went wrong, the id to quote when asking for help, and a way to try again. */
export function ErrorState({ error, retry, className }: ErrorStateProps) {
  const requestId = error instanceof ApiError ? error.requestId : null
  return (
    <div role="alert" className={cn('flex flex-col items-center px-6 py-12 text-center', className)}>
      <h3 className="font-semibold text-base">This could not be loaded</h3>
      <p className="mt-1 max-w-sm text-pretty text-ink-2 text-sm">{error.message}</p>
      {requestId ? (
        <p className="mt-1 text-ink-3 text-xs">
          Request <code className="select-all font-mono text-2xs">{requestId}</code>
        </p>
      ) : null}
      {retry ? (
        <Button className="mt-4" onClick={retry}>
          <RotateCw /> Try again
        </Button>
      ) : null}
    </div>
  )
}

/** An error beside the button that caused it. */
export function InlineError({ error }: { error: Error | null }) {
  if (!error) return null
  const requestId = error instanceof ApiError ? error.requestId : null
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
      {error.message}
      {requestId ? (
        <span className="mt-0.5 block font-mono text-2xs opacity-80">Request {requestId}</span>
      ) : null}
    </p>
  )
}
