'use client'

import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { CommandPalette } from '@/components/layout/command-palette'
import { MobileNav, MobileTop } from '@/components/layout/mobile-nav'
import { ShortcutSheet } from '@/components/layout/shortcut-sheet'
import { Sidebar } from '@/components/layout/sidebar'
import { useToken } from '@/hooks/auth'
import { useHotkeys } from '@/hooks/use-hotkeys'

/** The frame around every page of a person who is signed in; leads everybody else to the sign-in page. */
export function AppShell({ children }: { children: ReactNode }) {
  const token = useToken()
  const router = useRouter()
  const path = usePathname()
  const [panel, setPanel] = useState<'palette' | 'shortcuts' | null>(null)

  useEffect(() => {
    if (token !== null) return
    const here = `${path}${window.location.search}`
    router.replace(here === '/' ? '/login/' : `/login/?next=${encodeURIComponent(here)}`)
  }, [token, path, router])

  useHotkeys(
    {
      'mod+k': () => setPanel((now) => (now === 'palette' ? null : 'palette')),
      '?': () => setPanel('shortcuts'),
    },
    Boolean(token),
  )

  if (!token) return null
  return (
    <div className="md:pl-56">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <Sidebar onSearch={() => setPanel('palette')} onShortcuts={() => setPanel('shortcuts')} />
      <MobileTop onSearch={() => setPanel('palette')} />
      <main id="content" tabIndex={-1} className="min-h-dvh pb-12 outline-none max-md:pb-24">
        {children}
      </main>
      <MobileNav />
      <CommandPalette open={panel === 'palette'} onOpenChange={(open) => setPanel(open ? 'palette' : null)} />
      <ShortcutSheet
        open={panel === 'shortcuts'}
        onOpenChange={(open) => setPanel(open ? 'shortcuts' : null)}
      />
    </div>
  )
}
