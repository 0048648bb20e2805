import { Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Logo } from '@/components/layout/logo'
import { isActive, type NavItem, navFor } from '@/components/layout/nav'
import { UserMenu } from '@/components/layout/user-menu'
import { Kbd } from '@/components/ui/kbd'
import { useMe, usePharmacy } from '@/hooks/auth'
import { useReorderAnalysis } from '@/hooks/reorder'
import { cn } from '@/lib/cn'

export function Sidebar({ onSearch, onShortcuts }: { onSearch: () => void; onShortcuts: () => void }) {
  const path = usePathname()
  const pharmacy = usePharmacy()
  const { data: user } = useMe()
  const { data: analysis } = useReorderAnalysis()

  return (
    <div className="fixed inset-y-0 left-0 z-30 flex w-56 flex-col border-r bg-canvas max-md:hidden">
      <Link href="/" className="flex h-14 items-center gap-2.5 px-4">
        <Logo className="size-7" />
        <span className="min-w-0">
          <span className="block font-semibold text-sm leading-4 tracking-tight">PharmaRec</span>
          <span className="block h-4 truncate text-ink-3 text-xs">{pharmacy.name}</span>
        </span>
      </Link>
      <div className="px-3 pt-1 pb-3">
        <button
          type="button"
          onClick={onSearch}
          className="flex h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-ink-3 text-sm transition-colors hover:bg-hover"
        >
          <Search className="size-3.5" />
          <span className="flex-1 text-left">Search</span>
          <Kbd>Ctrl K</Kbd>
        </button>
      </div>
      <nav aria-label="Main" className="flex flex-1 flex-col gap-4 overflow-y-auto px-3 pb-3">
        {navFor(user).map((group) => (
          <div key={group.title} className="flex flex-col gap-0.5">
            {group.title ? (
              <h2 className="px-2.5 pb-1 font-medium text-2xs text-ink-3">{group.title}</h2>
            ) : null}
            {group.items.map((item) => (
              <SideLink
                key={item.href}
                item={item}
                isHere={isActive(item.href, path)}
                waiting={item.href === '/reorder/' ? analysis?.open_suggestions : undefined}
              />
            ))}
          </div>
        ))}
      </nav>
      <div className="border-t p-2">
        <UserMenu onShortcuts={onShortcuts} />
      </div>
    </div>
  )
}

interface SideLinkProps {
  item: NavItem
  isHere: boolean
  waiting: number | undefined
}

function SideLink({ item, isHere, waiting }: SideLinkProps) {
  return (
    <Link
      href={item.href}
      aria-current={isHere ? 'page' : undefined}
      className={cn(
        'flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2.5 text-ink-2 transition-colors hover:bg-sunken hover:text-ink',
        isHere && 'bg-sunken font-medium text-ink',
      )}
    >
      <item.icon className={cn('size-4 text-ink-3', isHere && 'text-accent')} />
      <span className="flex-1">{item.label}</span>
      {waiting ? <span className="num text-ink-3 text-xs">{waiting}</span> : null}
    </Link>
  )
}
