import { Ear, FileText, Lock, Snowflake, Thermometer } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import type { Medicine } from '@/hooks/inventory'
import { labelOf, SCHEDULES } from '@/lib/medicine-words'

type Care = Pick<Medicine, 'schedule' | 'storage' | 'is_lasa' | 'is_locked_storage'>

const REGISTERED = new Set(['H1', 'X', 'NDPS', 'CII', 'CIII'])

/** What must not be forgotten while a medicine is in the hand: the law, the cold, the name that sounds alike. */
export function CareBadges({ medicine }: { medicine: Care }) {
  const { schedule, storage, is_lasa, is_locked_storage } = medicine
  return (
    <>
      {schedule && schedule !== 'OTC' ? (
        <Badge
          tone={REGISTERED.has(schedule) ? 'warn' : 'neutral'}
          title={labelOf(SCHEDULES, schedule) ?? ''}
        >
          <FileText aria-hidden /> <span className="sr-only">Schedule </span>
          {schedule}
        </Badge>
      ) : null}
      {storage === 'fridge_2_8' ? (
        <Badge tone="note">
          <Thermometer aria-hidden /> 2–8 °C
        </Badge>
      ) : null}
      {storage === 'freezer' ? (
        <Badge tone="note">
          <Snowflake aria-hidden /> Freezer
        </Badge>
      ) : null}
      {is_lasa ? (
        <Badge tone="danger" title="Looks or sounds like another medicine">
          <Ear aria-hidden /> LASA
        </Badge>
      ) : null}
      {is_locked_storage ? (
        <Badge title="Kept under lock">
          <Lock aria-hidden /> Locked
        </Badge>
      ) : null}
    </>
  )
}
