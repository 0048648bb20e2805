import { Copy, GitMerge } from 'lucide-react'
import { useState } from 'react'
import { MergeDialog } from '@/components/catalogue/merge-dialog'
import { MergesCard } from '@/components/catalogue/merges-card'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { type DuplicatePair, useDuplicates } from '@/hooks/duplicates'
import { useUrlState } from '@/hooks/use-url-state'
import { count, formatQty } from '@/lib/format'

const SIZE = 20

/** Pairs that may be one medicine, the likeliest first, and what was merged lately. */
export function DuplicatesTab() {
  const { get, set } = useUrlState()
  const page = Math.max(1, Number(get('page')) || 1)
  const pairs = useDuplicates(page, SIZE)
  const [compared, setCompared] = useState<DuplicatePair | null>(null)
  return (
    <div className="grid grid-cols-1 gap-4">
      <Card>
        <CardHeader
          title="Likely duplicates"
          note={pairs.data ? count(pairs.data.meta.total_items, 'pair') : 'the likeliest first'}
        />
        <Loaded query={pairs}>
          {({ data, meta }) =>
            data.length === 0 ? (
              <EmptyState icon={<Copy />} title="No two medicines look alike">
                Names that differ by a letter, with the same strength and form, would stand here after an
                import.
              </EmptyState>
            ) : (
              <>
                <ul aria-label="Likely duplicates" className="divide-y">
                  {data.map((pair) => (
                    <PairRow
                      key={`${pair.first.id}-${pair.second.id}`}
                      pair={pair}
                      onCompare={() => setCompared(pair)}
                    />
                  ))}
                </ul>
                <Pager meta={meta} onPage={(next) => set({ page: String(next) })} />
              </>
            )
          }
        </Loaded>
      </Card>
      <MergesCard />
      {compared ? <MergeDialog pair={compared} onClose={() => setCompared(null)} /> : null}
    </div>
  )
}

function PairRow({ pair, onCompare }: { pair: DuplicatePair; onCompare: () => void }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <ul className="flex flex-col gap-0.5">
          {[pair.first, pair.second].map((part) => (
            <li key={part.id} className="flex items-baseline gap-3">
              <span className="min-w-0 truncate font-medium">{part.name}</span>
              <span className="tabular shrink-0 text-ink-3 text-xs">
                {formatQty(part.stock_qty)} in stock
              </span>
            </li>
          ))}
        </ul>
        <p className="mt-1.5 flex flex-wrap gap-1">
          {pair.why.map((why) => (
            <Badge key={why}>{why}</Badge>
          ))}
        </p>
      </div>
      <Likeness score={pair.score} />
      <Button onClick={onCompare} aria-label={`Compare ${pair.first.name} and ${pair.second.name}`}>
        <GitMerge /> Compare
      </Button>
    </li>
  )
}

function Likeness({ score }: { score: number }) {
  return (
    <p className="w-24">
      <span className="tabular block text-right text-xs">
        <span className="font-medium">{Math.round(score)} %</span> <span className="text-ink-3">alike</span>
      </span>
      <span aria-hidden className="mt-1 block h-1.5 overflow-hidden rounded-full bg-sunken">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${score}%` }} />
      </span>
    </p>
  )
}
