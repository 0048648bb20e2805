'use client'

import { UserPlus } from 'lucide-react'
import { PageHeader } from '@/components/layout/page-header'
import { InvitationsCard } from '@/components/people/invitations-card'
import { InviteDialog } from '@/components/people/invite-dialog'
import { MembersCard } from '@/components/people/members-card'
import { RolesCard } from '@/components/people/roles-card'
import { Button } from '@/components/ui/button'
import { Segmented } from '@/components/ui/segmented'
import { useInvitations, usePeople } from '@/hooks/people'
import { useUrlState } from '@/hooks/use-url-state'

const TABS = ['members', 'invitations', 'roles'] as const
type Tab = (typeof TABS)[number]

export function PeopleView() {
  const { get, set } = useUrlState()
  const tab: Tab = TABS.find((one) => one === get('tab')) ?? 'members'
  const page = Number(get('page')) || 1
  const members = usePeople(1)
  const invitations = useInvitations(1)

  return (
    <>
      <PageHeader
        title="People"
        note="Who works here, and what each may do"
        actions={
          <Button variant="primary" onClick={() => set({ invite: '1' })}>
            <UserPlus /> Invite
          </Button>
        }
      />
      <div className="max-w-full overflow-x-auto px-6 pb-3 [scrollbar-width:none] max-md:px-4">
        <Segmented
          label="Part"
          value={tab}
          segments={[
            { value: 'members', label: 'Members', count: members.data?.meta.total_items },
            { value: 'invitations', label: 'Invitations', count: invitations.data?.meta.total_items },
            { value: 'roles', label: 'Roles' },
          ]}
          onChange={(next) => set({ tab: next === 'members' ? null : next, page: null })}
        />
      </div>
      <div className="px-6 max-md:px-4">
        {tab === 'members' ? (
          <MembersCard page={page} onPage={(next) => set({ page: next > 1 ? String(next) : null })} />
        ) : tab === 'invitations' ? (
          <InvitationsCard onInvite={() => set({ invite: '1' })} />
        ) : (
          <RolesCard />
        )}
      </div>
      <InviteDialog open={get('invite') === '1'} onClose={() => set({ invite: null })} />
    </>
  )
}
