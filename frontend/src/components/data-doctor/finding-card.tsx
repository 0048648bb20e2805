import { CircleAlert, CircleDashed, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { FindingRow } from '@/components/data-doctor/finding-row'
import { SEVERITIES } from '@/components/data-doctor/fix-words'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Pager } from '@/components/ui/pager'
import { InlineError } from '@/components/ui/states'
import { type FindingGroup, useFindingsOf } from '@/hooks/data-doctor'
import { count } from '@/lib/format'

const ICONS = { error: CircleAlert, warning: TriangleAlert, gap: CircleDashed }
const SIZE = 20

/** What one rule found: the first five, and all of them for who asks. */
export function FindingCard({ group }: { group: FindingGroup }) {
  const [page, setPage] = useState<number | null>(null)
  const all = useFindingsOf(group.rule, page ?? 1, SIZE, page !== null)
  const items = page === null ? group.items : (all.data?.data ?? group.items)
  const { word, tone } = SEVERITIES[group.severity]
  const Icon = ICONS[group.severity]
  return (
    <Card aria-label={group.title}>
      <CardHeader
        title={group.title}
        note={<span className="tabular">{count(group.count, 'finding')}</span>}
        actions={
          <Badge tone={tone}>
            <Icon aria-hidden /> {word}
          </Badge>
        }
      />
      <ul aria-label={group.title} className="divide-y">
        {items.map((finding) => (
          <FindingRow key={finding.subject_id} rule={group.rule} finding={finding} />
        ))}
      </ul>
      {page !== null && all.error ? (
        <div className="p-4">
          <InlineError error={all.error} />
        </div>
      ) : null}
      {page === null && group.count > group.items.length ? (
        <footer className="border-t px-4 py-2">
          <Button variant="ghost" size="sm" onClick={() => setPage(1)}>
            Show all {group.count.toLocaleString('en')}
          </Button>
        </footer>
      ) : null}
      {page !== null && all.data ? <Pager meta={all.data.meta} onPage={setPage} /> : null}
    </Card>
  )
}
