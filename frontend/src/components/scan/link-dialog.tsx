import { keepPreviousData } from '@tanstack/react-query'
import { Pill } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useDeferredValue, useState } from 'react'
import { LinkChoice } from '@/components/scan/link-choice'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/field'
import { useMay } from '@/hooks/auth'
import type { ScanMiss } from '@/hooks/catalogue'
import { useMedicineSearch } from '@/hooks/inventory'
import type { Scan } from '@/hooks/use-scan'
import { shortCode } from '@/lib/barcode'

/** Nobody knows the code: search its medicine once, and every later scan finds it. */
export function LinkDialog({ scan }: { scan: Scan }) {
  const { miss, forget } = scan
  return miss ? <OpenDialog key={miss.code} miss={miss} onClose={forget} /> : null
}

interface Picked {
  id: number
  name: string
}

function OpenDialog({ miss, onClose }: { miss: ScanMiss; onClose: () => void }) {
  const router = useRouter()
  const mayLink = useMay('catalogue.write')
  const [text, setText] = useState(miss.knownAs ?? '')
  const [picked, setPicked] = useState<Picked | null>(null)
  const query = useDeferredValue(text.trim())
  const found = useMedicineSearch(query, { enabled: query.length > 0, placeholderData: keepPreviousData })
  const choices: readonly Picked[] = query ? (found.data?.data ?? []) : miss.suggestions
  const code = shortCode(miss.code)

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={mayLink ? `Link ${code} to…` : `Unknown barcode ${code}`}
      description={
        mayLink
          ? 'Nobody has linked this barcode yet. Pick its medicine: the next scan finds it.'
          : 'Nobody has linked this barcode yet. A manager can link it to its medicine.'
      }
    >
      {!mayLink ? null : picked ? (
        <LinkChoice
          code={miss.code}
          medicineId={picked.id}
          onBack={() => setPicked(null)}
          onLinked={() => {
            onClose()
            router.push(`/medicine/?id=${picked.id}`)
          }}
        />
      ) : (
        <div className="flex flex-col gap-3">
          <Input
            type="search"
            aria-label="Search its medicine"
            placeholder="Search its medicine"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <div className="min-h-48">
            {!query && choices.length > 0 ? (
              <p className="pb-1 text-ink-3 text-xs">Of the same maker</p>
            ) : null}
            <ul aria-label="Medicines to link to" className="flex flex-col">
              {choices.map(({ id, name }) => (
                <li key={id}>
                  <button
                    type="button"
                    onClick={() => setPicked({ id, name })}
                    className="flex min-h-9 w-full items-center gap-2.5 rounded-md px-2 text-left text-sm hover:bg-sunken max-md:min-h-11"
                  >
                    <Pill aria-hidden className="size-4 shrink-0 text-ink-3" />
                    <span className="min-w-0 truncate">{name}</span>
                  </button>
                </li>
              ))}
            </ul>
            {query && !found.isFetching && choices.length === 0 ? (
              <p className="py-6 text-center text-ink-3">Nothing is called “{query}”.</p>
            ) : null}
          </div>
        </div>
      )}
    </Dialog>
  )
}
