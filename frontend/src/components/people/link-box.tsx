import { Button } from '@/components/ui/button'
import { CopyBox } from '@/components/ui/copy-box'
import { usePharmacy } from '@/hooks/auth'
import type { HandedLink } from '@/hooks/people'
import { formatInstant } from '@/lib/format'

/** A link that is shown once: hand it over now, or make another one. */
export function LinkBox({
  link,
  kind,
  onDone,
}: {
  link: HandedLink
  kind: 'accept' | 'reset'
  onDone: () => void
}) {
  const { time_zone } = usePharmacy()
  const address = `${window.location.origin}/${kind}/?token=${encodeURIComponent(link.token)}`
  return (
    <div className="flex flex-col gap-4">
      <CopyBox label="Link to hand over" text={address} />
      <p className="text-pretty text-ink-2">
        Give this link to <span className="font-medium">{link.email}</span> and to nobody else. It works once,
        until {formatInstant(link.expires_at, time_zone)}, and is not shown again.
      </p>
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          I have passed it on
        </Button>
      </div>
    </div>
  )
}
