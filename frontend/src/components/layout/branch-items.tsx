import { Check, Store } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu'
import { useSwitchBranch } from '@/hooks/account'
import { useMe } from '@/hooks/auth'

/** The other pharmacies a person works in, to go on there; nothing for who works in one. */
export function BranchItems() {
  const router = useRouter()
  const { data: user } = useMe()
  const change = useSwitchBranch()
  if (!user || user.pharmacies.length < 2) return null
  const goTo = (id: number, name: string) => {
    if (id === user.pharmacy.id) return
    // The menu is gone before the answer comes: callbacks of `mutate` would go with it.
    change
      .mutateAsync(id)
      .then(() => {
        router.push('/') // what the address names (a medicine, a batch) belongs to the branch one left
        toast(`You are now in ${name}`)
      })
      .catch((error: Error) => toast.error(error.message))
  }
  return (
    <>
      <MenuLabel>Branch</MenuLabel>
      {user.pharmacies.map(({ id, name }) => (
        <MenuItem
          key={id}
          onSelect={() => goTo(id, name)}
          aria-current={id === user.pharmacy.id ? 'true' : undefined}
        >
          <Store />
          <span className="max-w-56 flex-1 truncate">{name}</span>
          {id === user.pharmacy.id ? <Check aria-label="You are here" /> : null}
        </MenuItem>
      ))}
      <MenuSeparator />
    </>
  )
}
