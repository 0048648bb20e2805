import { Check, Minus } from 'lucide-react'
import { Fragment, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { Loaded } from '@/components/ui/loaded'
import { InlineError } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { type RoleRights, useChangeRoles, useRoles } from '@/hooks/people'
import { count } from '@/lib/format'
import { ADMINS_ONLY, differenceFrom, groupRights, type Right, ROLE_WORD } from '@/lib/roles'

type Changeable = 'manager' | 'staff'
const CHANGEABLE: readonly Changeable[] = ['manager', 'staff']
type Choice = Record<Changeable, ReadonlySet<string>>

export function RolesCard() {
  const roles = useRoles()
  return (
    <Card>
      <CardHeader title="What each role may do" note="An admin may everything" />
      <Loaded query={roles} lines={12}>
        {(data) => <Matrix key={JSON.stringify(data)} roles={data} />}
      </Loaded>
    </Card>
  )
}

const rightsOf = (roles: readonly RoleRights[], role: RoleRights['role'], what: 'preset' | 'permissions') =>
  roles.find((one) => one.role === role)?.[what] ?? []

/** Permissions down, roles across. Nothing is sent before "Save". */
function Matrix({ roles }: { roles: readonly RoleRights[] }) {
  const change = useChangeRoles()
  const kept: Choice = {
    manager: new Set(rightsOf(roles, 'manager', 'permissions')),
    staff: new Set(rightsOf(roles, 'staff', 'permissions')),
  }
  const [choice, setChoice] = useState<Choice>(kept)
  const presets = {
    manager: rightsOf(roles, 'manager', 'preset'),
    staff: rightsOf(roles, 'staff', 'preset'),
  }
  const changes = CHANGEABLE.flatMap((role) => {
    const { granted, withdrawn } = differenceFrom([...kept[role]], choice[role])
    return [...granted, ...withdrawn]
  }).length
  const isPreset = CHANGEABLE.every((role) => {
    const { granted, withdrawn } = differenceFrom(presets[role], choice[role])
    return granted.length + withdrawn.length === 0
  })

  const toggle = (role: Changeable, right: string) => {
    const next = new Set(choice[role])
    if (!next.delete(right)) next.add(right)
    setChoice({ ...choice, [role]: next })
  }
  const save = () =>
    change.mutate(
      {
        manager: differenceFrom(presets.manager, choice.manager),
        staff: differenceFrom(presets.staff, choice.staff),
      },
      { onSuccess: () => toast('The roles are changed, for everybody who is signed in too') },
    )

  return (
    <>
      <Table label="Permissions of the roles">
        <thead>
          <tr>
            <Th>Permission</Th>
            {['admin' as const, ...CHANGEABLE].map((role) => (
              <Th key={role} className="w-24 text-center max-sm:w-16">
                {ROLE_WORD[role]}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groupRights(rightsOf(roles, 'admin', 'permissions')).map((group) => (
            <Fragment key={group.title}>
              <tr>
                <th scope="rowgroup" colSpan={4} className="border-t bg-sunken px-4 py-1.5 text-left text-xs">
                  {group.title}
                </th>
              </tr>
              {group.rights.map((right) => (
                <RightRow
                  key={right.name}
                  right={right}
                  choice={choice}
                  presets={presets}
                  onToggle={toggle}
                />
              ))}
            </Fragment>
          ))}
        </tbody>
      </Table>
      <footer className="sticky bottom-0 flex flex-wrap items-center justify-end gap-2 rounded-b-xl border-t bg-surface px-4 py-3 max-md:bottom-14">
        <div className="min-w-48 flex-1 text-ink-3 text-xs max-md:w-full max-md:flex-none">
          {change.error ? (
            <InlineError error={change.error} />
          ) : changes > 0 ? (
            `${count(changes, 'change')}, not saved yet`
          ) : (
            'A dot marks what differs from how PharmaRec comes.'
          )}
        </div>
        <Button
          disabled={isPreset}
          onClick={() => setChoice({ manager: new Set(presets.manager), staff: new Set(presets.staff) })}
        >
          As it comes
        </Button>
        <Button disabled={changes === 0} onClick={() => setChoice(kept)}>
          Revert
        </Button>
        <Button variant="primary" disabled={changes === 0 || change.isPending} onClick={save}>
          Save roles
        </Button>
      </footer>
    </>
  )
}

interface RightRowProps {
  right: Right
  choice: Choice
  presets: Record<Changeable, readonly string[]>
  onToggle: (role: Changeable, right: string) => void
}

function RightRow({ right, choice, presets, onToggle }: RightRowProps) {
  return (
    <tr className="transition-colors hover:bg-hover">
      <Td>{right.label}</Td>
      <Td>
        <Check className="mx-auto size-4 text-ink-3" aria-label="Always" />
      </Td>
      {CHANGEABLE.map((role) => {
        const has = choice[role].has(right.name)
        const differs = presets[role].includes(right.name) !== has
        return (
          <Td key={role} className="relative text-center">
            {ADMINS_ONLY.includes(right.name) ? (
              <Minus className="mx-auto size-4 text-ink-3" aria-label="Only admins" />
            ) : (
              <Checkbox
                className="mx-auto"
                aria-label={`${ROLE_WORD[role]}: ${right.label}`}
                checked={has}
                onCheckedChange={() => onToggle(role, right.name)}
              />
            )}
            {differs ? (
              <span
                role="img"
                aria-label="changed"
                className="absolute top-1/2 left-[calc(50%+1rem)] size-1.5 -translate-y-1/2 rounded-full bg-note"
              />
            ) : null}
          </Td>
        )
      })}
    </tr>
  )
}
