'use client'

import { Lock, Stethoscope } from 'lucide-react'
import { FindingCard } from '@/components/data-doctor/finding-card'
import { SEVERITIES, sayTotals } from '@/components/data-doctor/fix-words'
import { PageHeader } from '@/components/layout/page-header'
import { Card } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Segmented } from '@/components/ui/segmented'
import { EmptyState } from '@/components/ui/states'
import { useMay, useMe } from '@/hooks/auth'
import { type FindingGroup, useFindings } from '@/hooks/data-doctor'
import { useUrlState } from '@/hooks/use-url-state'

type Severity = FindingGroup['severity']
const ORDER: readonly Severity[] = ['error', 'warning', 'gap']

/** What cannot be true in what is stored, and how to put it right. */
export function DoctorView() {
  const { get, set } = useUrlState()
  const { data: me } = useMe()
  const maySee = useMay('costs.read')
  const groups = useFindings(maySee)
  const severity = ORDER.find((one) => one === get('severity'))

  if (me && !maySee) {
    return (
      <EmptyState icon={<Lock />} title="Not for your role">
        The data doctor shows costs. Ask an administrator for the permission to see them.
      </EmptyState>
    )
  }
  const found = groups.data ?? []
  return (
    <>
      <PageHeader title="Data doctor" note={groups.data ? sayTotals(found) || 'All in order' : null} />
      {found.length > 0 ? (
        <div className="max-w-full overflow-x-auto px-6 pb-3 [scrollbar-width:none] max-md:px-4">
          <Segmented<Severity | 'all'>
            label="Severity"
            value={severity ?? 'all'}
            segments={[
              { value: 'all', label: 'All', count: totalOf(found) },
              ...ORDER.map((one) => ({
                value: one,
                label: capital(SEVERITIES[one].many),
                count: totalOf(found.filter((group) => group.severity === one)),
              })),
            ]}
            onChange={(next) => set({ severity: next === 'all' ? null : next })}
          />
        </div>
      ) : null}
      <div className="grid grid-cols-1 gap-4 px-6 max-md:px-4">
        <Loaded query={groups} lines={8}>
          {(all) => {
            const shown = all.filter((group) => !severity || group.severity === severity)
            return shown.length === 0 ? (
              <Card>
                <EmptyState icon={<Stethoscope />} title="Nothing to mend">
                  Prices, costs, dates and codes make sense. After an import it is worth another look.
                </EmptyState>
              </Card>
            ) : (
              shown.map((group) => <FindingCard key={group.rule} group={group} />)
            )
          }}
        </Loaded>
      </div>
    </>
  )
}

const totalOf = (groups: readonly FindingGroup[]) => groups.reduce((sum, group) => sum + group.count, 0)

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
