import { Ellipsis, Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useState } from 'react'
import { Logo } from '@/components/layout/logo'
import { isActive, type NavGroup, type NavItem, navFor } from '@/components/layout/nav'
import { UserMenu } from '@/components/layout/user-menu'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { useMe, usePharmacy } from '@/hooks/auth'
import { cn } from '@/lib/cn'

export function MobileTop({ onSearch }: { onSearch: () => void }) {
  const pharmacy = usePharmacy()
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-canvas px-4 md:hidden">
      <Logo className="size-6" />
      <span className="flex-1 truncate font-semibold">{pharmacy.name}</span>
      <Button variant="ghost" size="icon" aria-label="Search" onClick={onSearch}>
        <Search />
      </Button>
      <UserMenu compact />
    </header>
  )
}

const tabClass = 'flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-1 text-2xs text-ink-3'

/** The daily pages at the foot of a phone, and a sheet with the others. */
export function MobileNav() {
  const path = usePathname()
  const { data: user } = useMe()
  const [isOpen, setOpen] = useState(false)
  const groups = navFor(user)
  const daily = groups.flatMap(({ items }) => items).filter(({ isDaily }) => isDaily)
  const rest = groups.map((group) => ({ ...group, items: group.items.filter(({ isDaily }) => !isDaily) }))
  const isElsewhere = rest.some(({ items }) => items.some(({ href }) => isActive(href, path)))

  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {daily.map((item) => (
        <Tab key={item.href} item={item} isHere={isActive(item.href, path)} />
      ))}
      {rest.some(({ items }) => items.length > 0) ? (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className={cn(tabClass, isElsewhere && 'font-medium text-accent')}
        >
          <Ellipsis className="size-5" />
          More
        </button>
      ) : null}
      <Dialog open={isOpen} onOpenChange={setOpen} title="More">
        <MoreLinks groups={rest} path={path} onGo={() => setOpen(false)} />
      </Dialog>
    </nav>
  )
}

function Tab({ item, isHere }: { item: NavItem; isHere: boolean }) {
  return (
    <Link
      href={item.href}
      aria-current={isHere ? 'page' : undefined}
      className={cn(tabClass, isHere && 'font-medium text-accent')}
    >
      <item.icon className="size-5" />
      {item.label}
    </Link>
  )
}

function MoreLinks({ groups, path, onGo }: { groups: readonly NavGroup[]; path: string; onGo: () => void }) {
  return (
    <div className="grid grid-cols-2 gap-1">
      {groups.flatMap(({ items }) =>
        items.map((item) => {
          const isHere = isActive(item.href, path)
          return (
            <Link
              key={item.href}
              href={item.href}
              onClick={onGo}
              aria-current={isHere ? 'page' : undefined}
              className={cn(
                'flex h-11 items-center gap-2.5 rounded-md px-2.5 text-ink-2 hover:bg-sunken',
                isHere && 'bg-sunken font-medium text-ink',
              )}
            >
              <item.icon className={cn('size-4 text-ink-3', isHere && 'text-accent')} />
              {item.label}
            </Link>
          )
        }),
      )}
    </div>
  )
}
