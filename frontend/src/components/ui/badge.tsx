import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

const badge = cva(
  'inline-flex h-5 align-middle shrink-0 items-center gap-1 whitespace-nowrap rounded px-1.5 font-medium text-xs [&_svg]:size-3 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        neutral: 'bg-sunken text-ink-2',
        accent: 'bg-accent-soft text-accent',
        danger: 'bg-danger-soft text-danger',
        warn: 'bg-warn-soft text-warn',
        note: 'bg-note-soft text-note',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
)

export type Tone = NonNullable<VariantProps<typeof badge>['tone']>

export function Badge({ className, tone, ...rest }: ComponentProps<'span'> & { tone?: Tone }) {
  return <span data-slot="badge" className={cn(badge({ tone }), className)} {...rest} />
}
