import { ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from '@/lib/cn'

export interface Segment<T extends string> {
  value: T
  label: ReactNode
  count?: number | undefined
}

interface SegmentedProps<T extends string> {
  label: string
  value: T
  segments: readonly Segment<T>[]
  onChange: (value: T) => void
  className?: string
}

/** One choice out of a few, all in sight, each with how many rows it leads to. */
export function Segmented<T extends string>({
  label,
  value,
  segments,
  onChange,
  className,
}: SegmentedProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => next && onChange(next as T)}
      className={cn(
        'inline-flex h-8 shrink-0 rounded-md border border-line-strong bg-sunken p-0.5 max-md:h-10',
        className,
      )}
    >
      {segments.map((segment) => (
        <ToggleGroup.Item
          key={segment.value}
          value={segment.value}
          className="inline-flex items-center gap-1.5 whitespace-nowrap rounded-[5px] px-2.5 text-ink-2 text-sm transition-colors hover:text-ink data-[state=on]:bg-surface data-[state=on]:font-medium data-[state=on]:text-ink data-[state=on]:ring-1 data-[state=on]:ring-line-strong"
        >
          {segment.label}
          {segment.count === undefined ? null : (
            <span className="tabular text-ink-3 text-xs">{segment.count}</span>
          )}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
