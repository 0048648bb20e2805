import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

/** A plain table that scrolls sideways inside its card when the screen is too narrow. */
export function Table({ label, className, ...rest }: ComponentProps<'table'> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto outline-offset-[-2px]">
      <table aria-label={label} className={cn('w-full border-collapse', className)} {...rest} />
    </section>
  )
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn(
        'h-8 whitespace-nowrap px-3 text-left font-medium text-ink-3 text-xs first:pl-4 last:pr-4',
        className,
      )}
      {...rest}
    />
  )
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={cn('h-10 border-t px-3 py-1.5 first:pl-4 last:pr-4', className)} {...rest} />
}
