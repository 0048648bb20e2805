import { HeartCrack, type LucideIcon, PackageX, Pause, ShieldAlert } from 'lucide-react'
import { Badge, type Tone } from '@/components/ui/badge'
import type { BatchState } from '@/hooks/stock'

const LOOK: Record<Exclude<BatchState, 'ok'>, { word: string; tone: Tone; icon: LucideIcon }> = {
  hold: { word: 'On hold', tone: 'warn', icon: Pause },
  quarantine: { word: 'Quarantine', tone: 'note', icon: ShieldAlert },
  recalled: { word: 'Recalled', tone: 'danger', icon: PackageX },
  damaged: { word: 'Damaged', tone: 'neutral', icon: HeartCrack },
}

/** Why a batch may not be sold, as a shape, a word and a colour; nothing when it may. */
export function StateBadge({ state, className }: { state: BatchState; className?: string }) {
  if (state === 'ok') return null
  const { word, tone, icon: Icon } = LOOK[state]
  return (
    <Badge tone={tone} {...(className ? { className } : {})}>
      <Icon aria-hidden /> {word}
    </Badge>
  )
}
