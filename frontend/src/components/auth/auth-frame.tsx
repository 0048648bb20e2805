import type { ReactNode } from 'react'
import { AuthPicture } from '@/components/auth/auth-picture'
import { Logo } from '@/components/layout/logo'

export function AuthFrame({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(28rem,2fr)_3fr]">
      <main className="flex flex-col bg-surface px-6 py-8 sm:px-12">
        <div className="flex items-center gap-2.5">
          <Logo className="size-7" />
          <span className="font-semibold text-base tracking-tight">PharmaRec</span>
        </div>
        <div className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center py-10">{children}</div>
      </main>
      <aside aria-hidden className="relative overflow-hidden border-l bg-canvas max-lg:hidden">
        <AuthPicture />
      </aside>
    </div>
  )
}
