import { Grid3x3 } from 'lucide-react'
import { ABCS, cellAt, type Sum, sumOf, VEN_COLUMNS } from '@/components/catalogue/matrix'
import { Badge, type Tone } from '@/components/ui/badge'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { EmptyState } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import { type ClassMatrix, useClasses } from '@/hooks/catalogue'
import { count, formatDate, formatMoney } from '@/lib/format'
import { ABC_WORDS, labelOf, VENS } from '@/lib/medicine-words'

const TONES: Record<'I' | 'II' | 'III', Tone> = { I: 'accent', II: 'note', III: 'neutral' }

/** How many medicines, and how much of the consumption, stand where value meets need. */
export function ClassesTab() {
  const classes = useClasses()
  const { data } = classes
  const when = data?.classified_on
    ? `computed ${formatDate(data.classified_on)}${data.window_days ? ` from the last ${count(data.window_days, 'day')}` : ''}`
    : null
  return (
    <Card>
      <CardHeader title="ABC × VEN" note={when} />
      <Loaded query={classes} lines={6}>
        {(matrix) =>
          matrix.classified_on === null ? (
            <EmptyState icon={<Grid3x3 />} title="Not computed yet">
              Classes are computed every night from the year's sales. Tell how vital a medicine is on its
              page.
            </EmptyState>
          ) : (
            <Matrix matrix={matrix} />
          )
        }
      </Loaded>
    </Card>
  )
}

function Matrix({ matrix }: { matrix: ClassMatrix }) {
  const { cells, unclassified_count } = matrix
  return (
    <>
      <Table label="Classes by value and need">
        <thead>
          <tr>
            <Th>Value</Th>
            {VEN_COLUMNS.map((ven) => (
              <Th key={ven ?? 'none'} className="text-right">
                {labelOf(VENS, ven) ?? 'Not told'}
              </Th>
            ))}
            <Th className="text-right">All</Th>
          </tr>
        </thead>
        <tbody>
          {ABCS.map((abc) => (
            <tr key={abc}>
              <Td className="whitespace-nowrap">
                <span className="font-semibold">{abc}</span>{' '}
                <span className="text-ink-3 text-xs max-md:hidden">{ABC_WORDS[abc]}</span>
              </Td>
              {VEN_COLUMNS.map((ven) => {
                const cell = cellAt(cells, abc, ven)
                return (
                  <Td key={ven ?? 'none'} className="num whitespace-nowrap align-top">
                    {cell ? <Figures sum={sumOf([cell])} category={cell.category} /> : '—'}
                  </Td>
                )
              })}
              <Td className="num whitespace-nowrap align-top">
                <Figures sum={sumOf(cells.filter((cell) => cell.abc === abc))} />
              </Td>
            </tr>
          ))}
          <tr>
            <Td className="font-medium">All</Td>
            {VEN_COLUMNS.map((ven) => (
              <Td key={ven ?? 'none'} className="num whitespace-nowrap align-top">
                <Figures sum={sumOf(cells.filter((cell) => cell.ven === ven))} />
              </Td>
            ))}
            <Td className="num whitespace-nowrap align-top">
              <Figures sum={sumOf(cells)} />
            </Td>
          </tr>
        </tbody>
      </Table>
      <p className="border-t px-4 py-2.5 text-ink-3 text-xs">
        I: watch every week. II: every month. III: as a group.
        {unclassified_count > 0 ? ` ${count(unclassified_count, 'medicine')} without a class yet.` : null}
      </p>
    </>
  )
}

function Figures({ sum, category }: { sum: Sum; category?: 'I' | 'II' | 'III' | null }) {
  const { currency } = usePharmacy()
  if (sum.medicines === 0) return '—'
  return (
    <>
      <span className="font-medium">
        {category ? (
          <Badge tone={TONES[category]} className="mr-2">
            {category}
          </Badge>
        ) : null}
        {sum.medicines.toLocaleString('en')}
      </span>
      <span className="block text-ink-3 text-xs">
        {sum.value === null ? '—' : formatMoney(sum.value, currency, { whole: true })}
      </span>
    </>
  )
}
