import { CoverBar } from '@/components/charts/cover-bar'
import { UrgencyMark } from '@/components/reorder/urgency-mark'
import type { Schemas } from '@/lib/api'

type Urgency = Schemas['SuggestionRead']['urgency']

const ROWS: readonly {
  name: string
  generic: string
  cover: number
  lead: number
  qty: string
  urgency: Urgency
}[] = [
  { name: 'Paracetamol 500 mg', generic: 'Strip of 15', cover: 0, lead: 3, qty: '45', urgency: 'out' },
  { name: 'Cetirizine 10 mg', generic: 'Strip of 10', cover: 2.1, lead: 3, qty: '60', urgency: 'at_risk' },
  {
    name: 'Oral rehydration salts',
    generic: 'Box of 20',
    cover: 4.4,
    lead: 5,
    qty: '40',
    urgency: 'at_risk',
  },
  { name: 'Vitamin C 500 mg', generic: 'Strip of 15', cover: 9, lead: 5, qty: '30', urgency: 'soon' },
  { name: 'Antiseptic liquid 250 ml', generic: 'Bottle', cover: 24, lead: 2, qty: '0', urgency: 'fine' },
]

/** What one gets, drawn with the real parts: the order list in small. */
export function AuthPicture() {
  return (
    <div className="flex h-full flex-col justify-center px-16">
      <h2 className="max-w-md text-balance font-semibold text-2xl tracking-tight">
        What to order today, how much, and why.
      </h2>
      <p className="mt-2 max-w-md text-pretty text-base text-ink-2">
        Give it your sales file and your stock. Every quantity shows the demand, the delivery time and the
        shelf it was computed from.
      </p>
      <div className="mt-8 max-w-2xl rounded-xl border border-line-strong bg-surface">
        {ROWS.map((row) => (
          <div
            key={row.name}
            className="grid grid-cols-[1.4fr_1fr_6rem_3rem] items-center gap-5 border-b px-4 py-3 last:border-b-0"
          >
            <div>
              <p className="font-medium">{row.name}</p>
              <p className="text-ink-3 text-xs">{row.generic}</p>
            </div>
            <CoverBar days={row.cover} leadTimeDays={row.lead} urgency={row.urgency} />
            <UrgencyMark urgency={row.urgency} />
            <p className="num font-semibold text-base">{row.qty}</p>
          </div>
        ))}
      </div>
    </div>
  )
}
