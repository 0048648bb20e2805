import Link from 'next/link'
import { Button } from '@/components/ui/button'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-6 text-center">
      <div>
        <p className="tabular text-figure text-ink-3">404</p>
        <h1 className="mt-2 font-semibold text-base">There is no such page</h1>
        <p className="mt-1 text-ink-3">The address may be mistyped, or the page has moved.</p>
        <Button asChild className="mt-4">
          <Link href="/">Go to Today</Link>
        </Button>
      </div>
    </main>
  )
}
