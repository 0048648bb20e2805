import Link from 'next/link'
import type { ReactNode } from 'react'
import { Skeleton } from '@/components/ui/states'

interface StatProps {
  label: string
  href: string
  /** `undefined` while it loads. */
  value: ReactNode | undefined
  note: ReactNode
}

/** One figure that leads to the list it was counted from. */
export function Stat({ label, href, value, note }: StatProps) {
  return (
    <Link
      href={href}
      className="group flex flex-col gap-1 bg-surface px-5 py-4 transition-colors hover:bg-hover max-md:px-4"
    >
      <span className="font-medium text-ink-2 text-xs max-sm:min-h-8 group-hover:text-accent">{label}</span>
      {value === undefined ? (
        <>
          <Skeleton className="my-1 h-6 w-28" />
          <Skeleton className="my-0.5 h-4 w-36" />
        </>
      ) : (
        <>
          <span className="tabular font-semibold text-figure tracking-tight max-sm:text-xl">{value}</span>
          <span className="line-clamp-2 min-h-5 break-words text-ink-3 text-xs">{note}</span>
        </>
      )}
    </Link>
  )
}

export function StatStrip({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-4 gap-px overflow-hidden rounded-xl border border-line bg-line max-xl:grid-cols-2">
      {children}
    </div>
  )
}
