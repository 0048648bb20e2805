import { CircleHelp } from 'lucide-react'
import type { DateOrder, ImportPreview } from '@/hooks/imports'
import { formatDate } from '@/lib/format'

type Question = NonNullable<ImportPreview['question']>

const NAME: Record<DateOrder, string> = {
  dmy: 'Day first',
  mdy: 'Month first',
  ymd: 'Year first',
}

/** What a date of the file would mean in one order; `null` when it would be no date. */
export function readAs(text: string, order: DateOrder): string | null {
  const parts = text.match(/\d+/g)
  if (!parts || parts.length < 3) return null
  const [a = '', b = '', c = ''] = parts
  const [day, month, year] = order === 'dmy' ? [a, b, c] : order === 'mdy' ? [b, a, c] : [c, b, a]
  const fullYear = year.length === 2 ? `20${year}` : year
  const iso = `${fullYear.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso)
  return isReal ? formatDate(iso) : null
}

interface DateQuestionProps {
  question: Question
  disabled: boolean
  onAnswer: (order: DateOrder) => void
}

/** The file cannot say which number is the day: asks, with the file's own dates read both ways. */
export function DateQuestion({ question, disabled, onAnswer }: DateQuestionProps) {
  return (
    <section aria-label="Question about the dates" className="rounded-xl border border-line bg-warn-soft p-4">
      <h2 className="flex items-center gap-2 font-semibold">
        <CircleHelp aria-hidden className="size-4 text-warn" /> How are the dates written?
      </h2>
      <p className="mt-1 text-pretty text-ink-2">{question.message}</p>
      <div className="mt-3 grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        {question.options.map((order) => (
          <button
            key={order}
            type="button"
            disabled={disabled}
            onClick={() => onAnswer(order)}
            className="rounded-lg border border-line-strong bg-surface px-4 py-3 text-left transition-colors hover:border-accent disabled:opacity-50"
          >
            <span className="font-medium">{NAME[order]}</span>
            {question.examples.slice(0, 2).map((example) => (
              <span key={example} className="tabular mt-1 block text-ink-3 text-xs">
                {example} is <span className="text-ink">{readAs(example, order) ?? 'not a date'}</span>
              </span>
            ))}
          </button>
        ))}
      </div>
    </section>
  )
}
