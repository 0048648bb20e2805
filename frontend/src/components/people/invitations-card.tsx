import { MailPlus, UserPlus } from 'lucide-react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { EmptyState, InlineError } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import { type Invitation, useInvitations, useRevokeInvitation } from '@/hooks/people'
import { formatInstant } from '@/lib/format'
import { ROLE_WORD } from '@/lib/roles'

export function InvitationsCard({ onInvite }: { onInvite: () => void }) {
  const { time_zone } = usePharmacy()
  const invitations = useInvitations(1)
  const revoke = useRevokeInvitation()
  const end = ({ id, email }: Invitation) =>
    revoke.mutate(id, { onSuccess: () => toast(`The link of ${email} works no longer`) })

  return (
    <Card>
      <Loaded query={invitations} lines={2}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState
              icon={<MailPlus />}
              title="Nobody is invited"
              action={
                <Button variant="primary" onClick={onInvite}>
                  <UserPlus /> Invite somebody
                </Button>
              }
            >
              Invite the people who work here, each with an account of their own: then the history tells who
              did what.
            </EmptyState>
          ) : (
            <>
              <Table label="Invitations">
                <thead>
                  <tr>
                    <Th>Email</Th>
                    <Th>Role</Th>
                    <Th>Good until</Th>
                    <Th>
                      <span className="sr-only">Revoke</span>
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((invitation) => (
                    <tr key={invitation.id}>
                      <Td className="max-w-56">
                        <span className="block truncate font-medium">{invitation.email}</span>
                        {invitation.full_name ? (
                          <span className="block truncate text-ink-3 text-xs">{invitation.full_name}</span>
                        ) : null}
                      </Td>
                      <Td>{ROLE_WORD[invitation.role]}</Td>
                      <Td className="tabular whitespace-nowrap text-ink-3">
                        {formatInstant(invitation.expires_at, time_zone)}
                      </Td>
                      <Td className="text-right">
                        <Button
                          size="sm"
                          variant="danger"
                          disabled={revoke.isPending}
                          aria-label={`Revoke the invitation of ${invitation.email}`}
                          onClick={() => end(invitation)}
                        >
                          Revoke
                        </Button>
                      </Td>
                    </tr>
                  ))}
                </tbody>
              </Table>
              {revoke.error ? (
                <div className="border-t p-3">
                  <InlineError error={revoke.error} />
                </div>
              ) : null}
            </>
          )
        }
      </Loaded>
    </Card>
  )
}
