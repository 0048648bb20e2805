import type { ReactNode } from 'react'
import { ErrorState, Skeleton } from '@/components/ui/states'

interface LoadedProps<T> {
  query: { data: T | undefined; error: Error | null; refetch: () => unknown }
  /** How many lines the skeleton has: about as many as will come. */
  lines?: number
  children: (data: T) => ReactNode
}

/** What a query brought; a skeleton before, and what went wrong with a way to try again. */
export function Loaded<T>({ query, lines = 4, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />
  return (
    <div className="flex flex-col gap-5 p-4" data-testid="loading">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
        <Skeleton key={line} />
      ))}
    </div>
  )
}
