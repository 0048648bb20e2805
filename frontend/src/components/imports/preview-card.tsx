import { Badge, type Tone } from '@/components/ui/badge'
import { Card, CardHeader } from '@/components/ui/card'
import { Table, Td, Th } from '@/components/ui/table'
import type { ImportPreview } from '@/hooks/imports'
import { cn } from '@/lib/cn'
import { count, formatDate, formatQty } from '@/lib/format'

type Column = ImportPreview['columns'][number]

const ROLE: Record<Column['role'], { word: string; tone: Tone }> = {
  date: { word: 'Date', tone: 'accent' },
  medicine: { word: 'Medicine', tone: 'accent' },
  quantity: { word: 'Quantity', tone: 'accent' },
  unit_price: { word: 'Price', tone: 'accent' },
  reference: { word: 'Reference', tone: 'note' },
  ignored: { word: 'Left out', tone: 'neutral' },
}

const ORDER = { dmy: 'day, month, year', mdy: 'month, day, year', ymd: 'year, month, day' } as const

/** How the file was understood, before a single sale is stored. */
export function PreviewCard({ preview }: { preview: ImportPreview }) {
  return (
    <Card>
      <CardHeader title="How the file was read" note={preview.filename} />
      <Facts preview={preview} />
      {preview.notices.length > 0 ? (
        <ul className="flex flex-col gap-1 border-t px-4 py-3 text-ink-2">
          {preview.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      ) : null}
      <div className="border-t">
        <Table label="Columns of the file">
          <thead>
            <tr>
              <Th>Column</Th>
              <Th>Read as</Th>
              <Th>Why</Th>
              <Th>First values</Th>
            </tr>
          </thead>
          <tbody>
            {preview.columns.map((column) => (
              <tr key={column.index} className={cn(column.role === 'ignored' && 'text-ink-3')}>
                <Td className="font-medium">{column.name}</Td>
                <Td>
                  <Badge tone={ROLE[column.role].tone}>{ROLE[column.role].word}</Badge>
                </Td>
                <Td className="min-w-40 first-letter:uppercase">{column.reason}</Td>
                <Td className="tabular whitespace-nowrap text-ink-3">
                  {column.sample.slice(0, 3).join(',  ')}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </Card>
  )
}

function Facts({ preview }: { preview: ImportPreview }) {
  const facts: readonly [string, string, string][] = [
    ['Sales found', preview.sales_found.toLocaleString('en'), `in ${count(preview.rows_read, 'row')}`],
    [
      'Period',
      preview.date_from && preview.date_to
        ? `${formatDate(preview.date_from)} – ${formatDate(preview.date_to)}`
        : '—',
      count(preview.days, 'day'),
    ],
    [
      'Layout',
      preview.layout === 'wide' ? 'A column for each medicine' : 'A row for each sale',
      [preview.format.toUpperCase(), preview.sheet, preview.encoding].filter(Boolean).join(', '),
    ],
    ['Dates', preview.date_order ? ORDER[preview.date_order] : 'Not decided', preview.date_order_reason],
  ]
  return (
    <dl className="grid grid-cols-4 gap-px bg-line max-lg:grid-cols-2 max-sm:grid-cols-1">
      {facts.map(([label, value, note]) => (
        <div key={label} className="bg-surface px-4 py-3">
          <dt className="text-ink-3 text-xs">{label}</dt>
          <dd className="tabular mt-0.5 font-semibold">{value}</dd>
          <dd className="text-pretty text-ink-3 text-xs">{note}</dd>
        </div>
      ))}
    </dl>
  )
}

const SHOWN = 50

export function TotalsCard({ preview }: { preview: ImportPreview }) {
  const fresh = preview.medicines.filter((medicine) => medicine.matched_medicine_id === null).length
  return (
    <Card>
      <CardHeader
        title="Totals per medicine"
        note={`${count(preview.medicines.length, 'medicine')}, ${fresh.toLocaleString('en')} new`}
      />
      <div className="max-h-96 overflow-y-auto">
        <Table label="Totals per medicine">
          <thead>
            <tr>
              <Th>Medicine</Th>
              <Th className="text-right">Units</Th>
            </tr>
          </thead>
          <tbody>
            {preview.medicines.slice(0, SHOWN).map((medicine) => (
              <tr key={medicine.name}>
                <Td>
                  {medicine.name}
                  {medicine.matched_medicine_id === null ? (
                    <Badge tone="note" className="ml-2">
                      new
                    </Badge>
                  ) : null}
                </Td>
                <Td className="num">{formatQty(medicine.total_qty)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      {preview.medicines.length > SHOWN ? (
        <p className="border-t px-4 py-2 text-ink-3 text-xs">
          and {count(preview.medicines.length - SHOWN, 'more medicine')}
        </p>
      ) : null}
    </Card>
  )
}
