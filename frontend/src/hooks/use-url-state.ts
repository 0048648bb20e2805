import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

export type Changes = Record<string, string | null>

/** Filters and open panels live in the address: a reload, a shared link and "back" all keep them. */
export function useUrlState(): { get: (name: string) => string | null; set: (changes: Changes) => void } {
  const params = useSearchParams()
  const path = usePathname()
  const router = useRouter()

  const get = useCallback((name: string) => params.get(name), [params])
  const set = useCallback(
    (changes: Changes) => {
      const next = new URLSearchParams(window.location.search)
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === '') next.delete(name)
        else next.set(name, value)
      }
      const query = next.toString()
      router.replace(query ? `${path}?${query}` : path, { scroll: false })
    },
    [path, router],
  )
  return { get, set }
}
