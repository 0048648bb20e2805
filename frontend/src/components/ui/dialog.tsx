import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/lib/cn'

interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  className?: string
  children: ReactNode
}

/** A form begins at its first field, so that a key can open it and the next one can fill it. */
function startAtFirstField(event: Event): void {
  const { target } = event
  const field =
    target instanceof HTMLElement ? target.querySelector<HTMLElement>('input, select, textarea') : null
  if (!field) return
  event.preventDefault()
  field.focus()
}

export function Dialog({ open, onOpenChange, title, description, className, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-black/35 dark:bg-black/60" />
        <Radix.Content
          onOpenAutoFocus={startAtFirstField}
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'fixed top-[12vh] left-1/2 z-50 max-h-[76vh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 animate-appear overflow-y-auto rounded-xl border border-line-strong bg-surface p-5 shadow-2xl shadow-black/10 max-md:top-auto max-md:bottom-0 max-md:max-h-[88vh] max-md:w-full max-md:rounded-b-none',
            className,
          )}
        >
          <header className="mb-4 flex items-start justify-between gap-4">
            <div>
              <Radix.Title className="font-semibold text-base">{title}</Radix.Title>
              {description ? (
                <Radix.Description className="mt-0.5 text-ink-3 text-sm">{description}</Radix.Description>
              ) : null}
            </div>
            <Radix.Close asChild>
              <Button variant="ghost" size="icon-sm" aria-label="Close" className="-mt-1 -mr-1.5">
                <X />
              </Button>
            </Radix.Close>
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
