import { type ComponentProps, type ReactNode, useId } from 'react'
import { cn } from '@/lib/cn'

export const controlClass =
  'h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-ink-3 transition-colors hover:border-ink-3/50 aria-invalid:border-danger disabled:opacity-50 max-md:h-10 max-md:text-base'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input data-slot="input" className={cn(controlClass, className)} {...rest} />
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select data-slot="select" className={cn(controlClass, 'pr-7', className)} {...rest} />
}

interface FieldProps {
  label: string
  error?: string | undefined
  hint?: ReactNode
  className?: string
  children: (control: {
    id: string
    'aria-invalid': boolean
    'aria-describedby': string | undefined
  }) => ReactNode
}

/** A label, its control, and underneath what is wrong with it (or a hint), tied together for screen readers. */
export function Field({ label, error, hint, className, children }: FieldProps) {
  const id = useId()
  const note = error ?? hint
  return (
    <div className={cn('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium text-ink-2 text-xs">
        {label}
      </label>
      {children({ id, 'aria-invalid': Boolean(error), 'aria-describedby': note ? `${id}-note` : undefined })}
      {note ? (
        <p
          id={`${id}-note`}
          role={error ? 'alert' : undefined}
          className={cn('text-xs', error ? 'text-danger' : 'text-ink-3')}
        >
          {note}
        </p>
      ) : null}
    </div>
  )
}
