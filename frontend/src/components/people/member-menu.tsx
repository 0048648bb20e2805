import { Ellipsis, History, KeyRound, LogIn, UserX } from 'lucide-react'
import { useState } from 'react'
import { RecordHistoryDialog } from '@/components/history/record-history'
import { LinkBox } from '@/components/people/link-box'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Menu, MenuItem } from '@/components/ui/menu'
import { InlineError, Skeleton } from '@/components/ui/states'
import { useMay } from '@/hooks/auth'
import { type Person, useResetLink } from '@/hooks/people'

export function MemberMenu({ person, onLetIn }: { person: Person; onLetIn: (isLetIn: boolean) => void }) {
  const mayReadHistory = useMay('history.read')
  const reset = useResetLink(person.id)
  const [opened, setOpened] = useState<'reset' | 'history' | null>(null)
  const isShutOut = person.disabled_at !== null

  const makeLink = () => {
    setOpened('reset')
    reset.mutate()
  }
  const close = () => {
    setOpened(null)
    reset.reset()
  }

  return (
    <>
      <Menu
        trigger={
          <Button size="icon-sm" variant="ghost" aria-label={`More about ${person.full_name}`}>
            <Ellipsis />
          </Button>
        }
      >
        {mayReadHistory ? (
          <MenuItem onSelect={() => setOpened('history')}>
            <History /> History
          </MenuItem>
        ) : null}
        <MenuItem onSelect={makeLink}>
          <KeyRound /> Link for a new password
        </MenuItem>
        {isShutOut ? (
          <MenuItem onSelect={() => onLetIn(true)}>
            <LogIn /> Let in again
          </MenuItem>
        ) : (
          <MenuItem className="text-danger [&_svg]:text-danger" onSelect={() => onLetIn(false)}>
            <UserX /> Shut out
          </MenuItem>
        )}
      </Menu>
      <Dialog
        open={opened === 'reset'}
        onOpenChange={(next) => !next && close()}
        title={`A new password for ${person.full_name}`}
      >
        {reset.error ? (
          <InlineError error={reset.error} />
        ) : reset.data ? (
          <LinkBox link={reset.data} kind="reset" onDone={close} />
        ) : (
          <Skeleton className="h-20" />
        )}
      </Dialog>
      <RecordHistoryDialog
        open={opened === 'history'}
        onClose={close}
        title={`History of ${person.full_name}`}
        kind="user"
        id={person.id}
      />
    </>
  )
}
