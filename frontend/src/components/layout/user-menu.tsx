import { ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import Link from 'next/link'
import { BranchItems } from '@/components/layout/branch-items'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu'
import { useMe, useSignOut } from '@/hooks/auth'
import { useTheme } from '@/hooks/use-theme'
import { cn } from '@/lib/cn'
import type { Theme } from '@/lib/theme'

const THEMES: readonly { value: Theme; label: string; icon: typeof Sun }[] = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'system', label: 'As the device', icon: Monitor },
]

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  return [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => word?.[0] ?? '').join('')
}

export function UserMenu({ onShortcuts, compact = false }: { onShortcuts?: () => void; compact?: boolean }) {
  const { data: user } = useMe()
  const signOut = useSignOut()
  const [theme, setTheme] = useTheme()

  const trigger = (
    <button
      type="button"
      aria-label="Account and appearance"
      className={cn(
        'flex items-center gap-2.5 rounded-md p-1.5 text-left transition-colors hover:bg-sunken',
        !compact && 'w-full',
      )}
    >
      <span
        aria-hidden
        className="grid size-7 place-items-center rounded-full bg-accent-soft font-semibold text-2xs text-accent"
      >
        {initials(user?.full_name ?? '')}
      </span>
      {compact ? null : (
        <>
          <span className="min-w-0 flex-1">
            <span className="block h-4 truncate font-medium text-xs">{user?.full_name}</span>
            <span className="block h-4 truncate text-2xs text-ink-3 capitalize">{user?.role}</span>
          </span>
          <ChevronsUpDown className="size-3.5 text-ink-3" />
        </>
      )}
    </button>
  )

  return (
    <Menu trigger={trigger} align={compact ? 'end' : 'start'}>
      <MenuLabel>{user?.email}</MenuLabel>
      <MenuSeparator />
      <BranchItems />
      {THEMES.map(({ value, label, icon: Icon }) => (
        <MenuItem key={value} onSelect={() => setTheme(value)} aria-current={theme === value || undefined}>
          <Icon />
          <span className="flex-1">{label}</span>
          {theme === value ? <span className="size-1.5 rounded-full bg-accent" /> : null}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem asChild>
        <Link href="/account/">
          <UserRound /> Account
        </Link>
      </MenuItem>
      {onShortcuts ? (
        <MenuItem onSelect={onShortcuts}>
          <Keyboard /> Keyboard shortcuts
        </MenuItem>
      ) : null}
      <MenuItem onSelect={signOut}>
        <LogOut /> Sign out
      </MenuItem>
    </Menu>
  )
}
