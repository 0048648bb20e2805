import { Ban, Clock, Hourglass, type LucideIcon, Timer, TriangleAlert } from 'lucide-react'
import type { Tone } from '@/components/ui/badge'
import type { Band } from '@/hooks/expiry'

/** From this chance on that something is left, it is time to act; below the other nothing needs to be done. */
const LIKELY = 0.5
const POSSIBLE = 0.2

export const BAND: Record<Band['band'], { word: string; tone: Tone; icon: LucideIcon }> = {
  expired: { word: 'Expired', tone: 'danger', icon: Ban },
  d30: { word: 'Within 30 days', tone: 'warn', icon: TriangleAlert },
  d60: { word: '31 to 60 days', tone: 'warn', icon: Timer },
  d90: { word: '61 to 90 days', tone: 'note', icon: Hourglass },
  d180: { word: '91 to 180 days', tone: 'neutral', icon: Clock },
}

export const ACTION_WORD: Record<Band['action'], string> = {
  destroy: 'Take off the shelf and destroy',
  pull: 'Pull from the shelf',
  discount: 'Sell first, at a discount',
  push: 'Sell first',
  check_return: 'Ask for a supplier return',
  return: 'Return to the supplier',
  transfer: 'Move to another branch',
  stop_ordering: 'Order no more',
  sell: 'Nothing: it sells in time',
}

/** The colour of what will be left: loud where it is likely. */
export function riskTone(unsold_chance: number): string {
  return unsold_chance >= LIKELY ? 'text-danger' : unsold_chance >= POSSIBLE ? 'text-ink' : 'text-ink-3'
}

/** The chance that something is left, never said to be sure. */
export function chanceWord(chance: number): string {
  if (chance < 0.01) return 'under 1 %'
  return chance > 0.99 ? 'over 99 %' : `${Math.round(chance * 100)} %`
}

export function isBand(text: string | null): text is Band['band'] {
  return text !== null && text in BAND
}
