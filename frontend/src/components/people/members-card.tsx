import { MemberRow } from '@/components/people/member-row'
import { Card } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { Table, Th } from '@/components/ui/table'
import { usePeople } from '@/hooks/people'

export function MembersCard({ page, onPage }: { page: number; onPage: (page: number) => void }) {
  const people = usePeople(page)
  return (
    <Card>
      <Loaded query={people}>
        {({ data, meta }) => (
          <>
            <Table label="Members">
              <thead>
                <tr>
                  <Th>Name</Th>
                  <Th>Role</Th>
                  <Th className="max-sm:hidden">State</Th>
                  <Th className="max-md:hidden">Last sign-in</Th>
                  <Th>
                    <span className="sr-only">More</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {data.map((person) => (
                  <MemberRow key={person.id} person={person} />
                ))}
              </tbody>
            </Table>
            <Pager meta={meta} onPage={onPage} />
          </>
        )}
      </Loaded>
    </Card>
  )
}
