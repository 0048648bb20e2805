'use client'

import { ErrorState } from '@/components/ui/states'

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center">
      <ErrorState error={error} retry={reset} />
    </main>
  )
}
