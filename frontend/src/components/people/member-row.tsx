import { CircleCheck, CircleSlash, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { MemberMenu } from '@/components/people/member-menu'
import { Badge } from '@/components/ui/badge'
import { Select } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { Td } from '@/components/ui/table'
import { useMe, usePharmacy } from '@/hooks/auth'
import { type Person, type Role, useChangeRole, useLetIn } from '@/hooks/people'
import { cn } from '@/lib/cn'
import { formatAgo, formatInstant } from '@/lib/format'
import { ROLE_WORD, ROLES } from '@/lib/roles'

/** One person. What is refused (the last admin, for one) is said under the row it was tried on. */
export function MemberRow({ person }: { person: Person }) {
  const { data: me } = useMe()
  const { time_zone } = usePharmacy()
  const changeRole = useChangeRole(person.id)
  const letIn = useLetIn(person.id)
  const [refused, setRefused] = useState<Error | null>(null)

  const give = (role: Role) => {
    setRefused(null)
    changeRole.mutate(role, {
      onError: setRefused,
      onSuccess: () =>
        toast(`${person.full_name} is now ${ROLE_WORD[role].toLowerCase()}`, {
          action: { label: 'Undo', onClick: () => changeRole.mutate(person.role, { onError: setRefused }) },
        }),
    })
  }
  const open = (isLetIn: boolean) => {
    setRefused(null)
    letIn.mutate(isLetIn, {
      onError: setRefused,
      onSuccess: () =>
        toast(isLetIn ? `${person.full_name} can sign in again` : `${person.full_name} is shut out`, {
          action: { label: 'Undo', onClick: () => letIn.mutate(!isLetIn, { onError: setRefused }) },
        }),
    })
  }
  const shown = changeRole.isPending ? changeRole.variables : person.role

  return (
    <>
      <tr>
        <Td className={cn('max-w-64 max-md:w-full max-md:max-w-0', !person.is_active && 'text-ink-3')}>
          <span className="flex items-center gap-2">
            <span className="truncate font-medium">{person.full_name}</span>
            {person.id === me?.id ? <Badge>You</Badge> : null}
          </span>
          <span className="block truncate text-ink-3 text-xs">{person.email}</span>
          <span className="sm:hidden">
            <State person={person} />
          </span>
        </Td>
        <Td>
          <Select
            aria-label={`Role of ${person.full_name}`}
            className="w-28 max-md:w-26"
            value={shown}
            disabled={changeRole.isPending}
            onChange={(event) => give(event.target.value as Role)}
          >
            {ROLES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Td>
        <Td className="max-sm:hidden">
          <State person={person} />
        </Td>
        <Td className="tabular whitespace-nowrap text-ink-3 max-md:hidden">
          {person.last_signed_in_at ? (
            <time
              dateTime={person.last_signed_in_at}
              title={formatInstant(person.last_signed_in_at, time_zone)}
            >
              {formatAgo(person.last_signed_in_at)}
            </time>
          ) : (
            'never'
          )}
        </Td>
        <Td className="w-10 text-right max-md:pl-0">
          <MemberMenu person={person} onLetIn={open} />
        </Td>
      </tr>
      {refused ? (
        <tr>
          <td colSpan={5} className="px-4 pb-3">
            <InlineError error={refused} />
          </td>
        </tr>
      ) : null}
    </>
  )
}

function State({ person }: { person: Person }) {
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {person.is_active ? (
        <Badge tone="accent">
          <CircleCheck /> Active
        </Badge>
      ) : (
        <Badge tone="danger">
          <CircleSlash /> Shut out
        </Badge>
      )}
      {person.has_totp ? (
        <Badge>
          <ShieldCheck /> Two-step
        </Badge>
      ) : null}
    </span>
  )
}
