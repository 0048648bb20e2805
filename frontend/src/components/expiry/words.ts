import { Ban, Clock, Hourglass, type LucideIcon, Timer, TriangleAlert } from 'lucide-react'
import type { Tone } from '@/components/ui/badge'
import type { Band } from '@/hooks/expiry'

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
}

export function isBand(text: string | null): text is Band['band'] {
  return text !== null && text in BAND
}
