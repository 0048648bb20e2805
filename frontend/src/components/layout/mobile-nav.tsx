import { Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Logo } from '@/components/layout/logo'
import { isActive, NAV } from '@/components/layout/nav'
import { UserMenu } from '@/components/layout/user-menu'
import { Button } from '@/components/ui/button'
import { usePharmacy } from '@/hooks/auth'
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

export function MobileNav() {
  const path = usePathname()
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-4 border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {NAV.map((item) => {
        const active = isActive(item.href, path)
        return (
          <Link
            key={item.href}
            href={item.href}
            aria-current={active ? 'page' : undefined}
            className={cn(
              'flex h-14 flex-col items-center justify-center gap-1 text-2xs text-ink-3',
              active && 'font-medium text-accent',
            )}
          >
            <item.icon className="size-5" />
            {item.label}
          </Link>
        )
      })}
    </nav>
  )
}
