import { Ban, Clock, TriangleAlert } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { formatDaysLeft } from '@/lib/format'

const SOON_DAYS = 30
const NEAR_DAYS = 90

/** How near the end is, as a shape, a word and a colour; nothing when it is far. */
export function ExpiryBadge({ daysLeft }: { daysLeft: number | null }) {
  if (daysLeft === null || daysLeft > NEAR_DAYS) return null
  if (daysLeft < 0) {
    return (
      <Badge tone="danger">
        <Ban aria-hidden /> {formatDaysLeft(daysLeft)}
      </Badge>
    )
  }
  return daysLeft <= SOON_DAYS ? (
    <Badge tone="warn">
      <TriangleAlert aria-hidden /> {formatDaysLeft(daysLeft)}
    </Badge>
  ) : (
    <Badge tone="note">
      <Clock aria-hidden /> {formatDaysLeft(daysLeft)}
    </Badge>
  )
}
