import Link from 'next/link'
import { Button } from '@/components/ui/button'

/** The address was cut short on its way: say so before anything is typed. */
export function LinkMissing({ what }: { what: string }) {
  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">This link is not whole</h1>
      <p className="mt-1 text-base text-ink-3">
        Part of the {what} is missing. Copy the whole link, or ask for it again.
      </p>
      <Button asChild size="lg" className="mt-6 self-start">
        <Link href="/login/">Go to sign-in</Link>
      </Button>
    </>
  )
}
