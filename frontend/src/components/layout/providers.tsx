'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { Tooltip } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { Toaster } from 'sonner'
import { createQueryClient } from '@/lib/query-client'

export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient)
  return (
    <QueryClientProvider client={queryClient}>
      <Tooltip.Provider delayDuration={400}>{children}</Tooltip.Provider>
      <Toaster
        position="bottom-center"
        offset={16}
        mobileOffset={{ bottom: 72 }}
        toastOptions={{
          classNames: {
            toast:
              '!font-sans !rounded-lg !border !border-line-strong !bg-surface !text-ink !text-sm !shadow-lg !shadow-black/5',
            description: '!text-ink-3',
            actionButton: '!bg-accent !text-on-accent !h-7 !px-2.5 !rounded-md !text-xs !font-medium',
          },
        }}
      />
    </QueryClientProvider>
  )
}
