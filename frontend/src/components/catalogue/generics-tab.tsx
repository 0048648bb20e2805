import { ChevronRight, FlaskConical } from 'lucide-react'
import { useCallback, useRef } from 'react'
import { Brands } from '@/components/catalogue/brands'
import { Card } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { SearchBox } from '@/components/ui/search-box'
import { EmptyState } from '@/components/ui/states'
import { type Generic, useGenerics } from '@/hooks/catalogue'
import { useHotkeys } from '@/hooks/use-hotkeys'
import { useUrlState } from '@/hooks/use-url-state'
import { cn } from '@/lib/cn'
import { count, formatQty } from '@/lib/format'

const SIZE = 25

/** Generics with the stock of all their brands; each opens to its brands. */
export function GenericsTab() {
  const { get, set } = useUrlState()
  const q = get('q') ?? ''
  const page = Math.max(1, Number(get('page')) || 1)
  const generics = useGenerics(q, page, SIZE)
  const box = useRef<HTMLInputElement>(null)
  const opened = Number(get('generic')) || null
  const search = useCallback((text: string) => set({ q: text, page: null, generic: null }), [set])
  useHotkeys({ '/': () => box.current?.focus() })
  return (
    <div className="grid grid-cols-1 gap-3">
      <SearchBox
        ref={box}
        label="Search the molecules"
        value={q}
        onChange={search}
        className="w-72 max-md:w-full"
      />
      <Card>
        <Loaded query={generics} lines={8}>
          {({ data, meta }) =>
            data.length === 0 ? (
              <EmptyState icon={<FlaskConical />} title={q ? 'No molecule matches' : 'No generic named yet'}>
                {q
                  ? 'Try fewer letters: the search looks at the molecule.'
                  : 'Name the generic of a medicine on its page: brands of one molecule, strength and form then stand together here.'}
              </EmptyState>
            ) : (
              <>
                <ul aria-label="Generics" className="divide-y">
                  {data.map((generic) => (
                    <GenericRow
                      key={generic.id}
                      generic={generic}
                      isOpen={generic.id === opened}
                      onToggle={() => set({ generic: generic.id === opened ? null : String(generic.id) })}
                    />
                  ))}
                </ul>
                <Pager meta={meta} onPage={(next) => set({ page: String(next), generic: null })} />
              </>
            )
          }
        </Loaded>
      </Card>
    </div>
  )
}

interface GenericRowProps {
  generic: Generic
  isOpen: boolean
  onToggle: () => void
}

function GenericRow({ generic, isOpen, onToggle }: GenericRowProps) {
  const { molecule, strength, form, route } = generic
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className="flex min-h-12 w-full items-center gap-3 px-4 py-1.5 text-left transition-colors hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={cn('size-4 shrink-0 text-ink-3 transition-transform', isOpen && 'rotate-90')}
        />
        <span className="min-w-0 flex-1">
          <span className="font-medium">{molecule}</span>{' '}
          <span className="text-ink-3">{[strength, form, route].filter(Boolean).join(' · ')}</span>
        </span>
        <span className="tabular w-20 shrink-0 text-right text-ink-3 text-xs">
          {count(generic.brand_count, 'brand')}
        </span>
        <span className="tabular w-24 shrink-0 text-right font-medium">
          {formatQty(generic.stock_qty)}
          <span className="block font-normal text-ink-3 text-xs">in stock</span>
        </span>
      </button>
      {isOpen ? <Brands genericId={generic.id} /> : null}
    </li>
  )
}
