import { Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Logo } from '@/components/layout/logo'
import { isActive, NAV } from '@/components/layout/nav'
import { UserMenu } from '@/components/layout/user-menu'
import { Kbd } from '@/components/ui/kbd'
import { usePharmacy } from '@/hooks/auth'
import { useReorderAnalysis } from '@/hooks/reorder'
import { cn } from '@/lib/cn'

export function Sidebar({ onSearch, onShortcuts }: { onSearch: () => void; onShortcuts: () => void }) {
  const path = usePathname()
  const pharmacy = usePharmacy()
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
      <nav aria-label="Main" className="flex flex-1 flex-col gap-0.5 px-3">
        {NAV.map((item) => {
          const active = isActive(item.href, path)
          return (
            <Link
              key={item.href}
              href={item.href}
              aria-current={active ? 'page' : undefined}
              className={cn(
                'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-ink-2 transition-colors hover:bg-sunken hover:text-ink',
                active && 'bg-sunken font-medium text-ink',
              )}
            >
              <item.icon className={cn('size-4 text-ink-3', active && 'text-accent')} />
              <span className="flex-1">{item.label}</span>
              {item.href === '/reorder/' && analysis?.open_suggestions ? (
                <span className="num text-ink-3 text-xs">{analysis.open_suggestions}</span>
              ) : null}
            </Link>
          )
        })}
      </nav>
      <div className="border-t p-2">
        <UserMenu onShortcuts={onShortcuts} />
      </div>
    </div>
  )
}
