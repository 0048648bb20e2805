import { ACTION_WORD, BAND } from '@/components/expiry/words'
import { Badge } from '@/components/ui/badge'
import { ErrorState, Skeleton } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import { type Band, useBands } from '@/hooks/expiry'
import { cn } from '@/lib/cn'
import { count, formatMoney, formatQty } from '@/lib/format'

interface BandsStripProps {
  chosen: Band['band'] | null
  onChoose: (band: Band['band'] | null) => void
}

/** What is on the shelf by how long it may still be sold; a press shows that band's batches alone. */
export function BandsStrip({ chosen, onChoose }: BandsStripProps) {
  const bands = useBands()
  if (bands.error && !bands.data) {
    return <ErrorState error={bands.error} retry={() => void bands.refetch()} />
  }
  return (
    <fieldset
      aria-label="Bands"
      className="grid grid-cols-5 gap-px overflow-hidden rounded-xl border border-line bg-line max-lg:grid-cols-2 max-lg:*:last:col-span-2"
    >
      {bands.data
        ? bands.data.bands.map((band) => (
            <BandButton
              key={band.band}
              band={band}
              isChosen={chosen === band.band}
              onChoose={() => onChoose(chosen === band.band ? null : band.band)}
            />
          ))
        : Object.keys(BAND).map((band) => (
            <div key={band} className="h-33 bg-surface p-4">
              <Skeleton className="w-24" />
              <Skeleton className="mt-3 h-6 w-20" />
            </div>
          ))}
    </fieldset>
  )
}

function bandSentence({ batches, likely_unsold_batches: likely, action }: Band): string {
  if (batches === 0) return 'Nothing here'
  if (action === 'destroy') return ACTION_WORD[action]
  return likely === 0 ? 'All will likely sell' : `${count(likely, 'batch', 'batches')} will likely be left`
}

function BandButton({ band, isChosen, onChoose }: { band: Band; isChosen: boolean; onChoose: () => void }) {
  const { currency } = usePharmacy()
  const { word, tone, icon: Icon } = BAND[band.band]
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      className={cn(
        'flex min-h-33 flex-col items-start bg-surface px-4 py-3 text-left transition-colors hover:bg-hover',
        isChosen && 'bg-accent-soft hover:bg-accent-soft',
      )}
    >
      <Badge tone={tone}>
        <Icon aria-hidden /> {word}
      </Badge>
      <span className="tabular mt-2 font-semibold text-xl tracking-tight">
        {formatMoney(band.value ?? band.mrp_value, currency, { whole: true })}
      </span>
      <span className="tabular text-ink-3 text-xs">
        {count(band.batches, 'batch', 'batches')}, {formatQty(band.qty)} units
      </span>
      {band.expected_unsold_value === null ? null : (
        <span className="tabular text-ink-3 text-xs">
          {formatMoney(band.expected_unsold_value, currency, { whole: true })} expected unsold
        </span>
      )}
      <span className="mt-auto pt-1.5 text-ink-2 text-xs">{bandSentence(band)}</span>
    </button>
  )
}
