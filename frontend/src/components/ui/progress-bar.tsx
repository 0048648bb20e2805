import { cn } from '@/lib/cn'

/** How far something is. `share` null: it goes on, and nobody can say how far. */
export function ProgressBar({
  label,
  share,
  className,
}: {
  label: string
  share: number | null
  className?: string
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
      className={cn('h-1.5 overflow-hidden rounded-full bg-sunken', className)}
    >
      {share === null ? (
        <div className="skeleton h-full w-full" />
      ) : (
        <div
          className="h-full origin-left rounded-full bg-accent transition-transform duration-500 ease-linear"
          style={{ transform: `scaleX(${Math.min(1, Math.max(0, share))})` }}
        />
      )}
    </div>
  )
}
