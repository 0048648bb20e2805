import { ListChecks } from 'lucide-react'
import { AdjustmentRow } from '@/components/approvals/adjustment-row'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { Segmented } from '@/components/ui/segmented'
import { EmptyState } from '@/components/ui/states'
import { Table, Th } from '@/components/ui/table'
import { type Adjustment, useAdjustments } from '@/hooks/stock'
import { useUrlState } from '@/hooks/use-url-state'

const SHOWN = [
  { value: 'pending', label: 'Waiting' },
  { value: 'posted', label: 'Posted' },
  { value: 'rejected', label: 'Rejected' },
] as const satisfies readonly { value: Adjustment['status']; label: string }[]

/** The corrections that wait, and those that were decided. */
export function AdjustmentsCard() {
  const { get, set } = useUrlState()
  const shown = SHOWN.find(({ value }) => value === get('show'))?.value ?? 'pending'
  const adjustments = useAdjustments(shown, Number(get('page')) || 1)
  return (
    <Card>
      <CardHeader
        title="Corrections"
        actions={
          <Segmented
            label="Which corrections"
            value={shown}
            segments={SHOWN}
            onChange={(next) => set({ show: next === 'pending' ? null : next, page: null })}
          />
        }
      />
      <Loaded query={adjustments} lines={4}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState
              icon={<ListChecks />}
              title={shown === 'pending' ? 'Nothing waits for you' : 'None yet'}
              className="py-10"
            >
              A correction that is worth more than the limit of this branch waits here until a second person
              agrees. The limit is set under Branches.
            </EmptyState>
          ) : (
            <>
              <Table label="Corrections">
                <thead>
                  <tr>
                    <Th>Medicine</Th>
                    <Th>Reason</Th>
                    <Th className="text-right">Change</Th>
                    <Th className="text-right">Worth</Th>
                    <Th>{shown === 'pending' ? 'Asked for' : 'Decided'}</Th>
                    <Th>
                      <span className="sr-only">Decision</span>
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((adjustment) => (
                    <AdjustmentRow key={adjustment.id} adjustment={adjustment} />
                  ))}
                </tbody>
              </Table>
              <Pager meta={meta} onPage={(page) => set({ page: String(page) })} />
            </>
          )
        }
      </Loaded>
    </Card>
  )
}
