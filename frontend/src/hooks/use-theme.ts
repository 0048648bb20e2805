import { useSyncExternalStore } from 'react'
import { THEME_EVENT, THEME_KEY, type Theme } from '@/lib/theme'

function subscribe(tell: () => void): () => void {
  window.addEventListener(THEME_EVENT, tell)
  window.addEventListener('storage', tell)
  return () => {
    window.removeEventListener(THEME_EVENT, tell)
    window.removeEventListener('storage', tell)
  }
}

function read(): Theme {
  const stored = window.localStorage.getItem(THEME_KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore<Theme>(subscribe, read, () => 'system')
  const setTheme = (next: Theme) => {
    if (next === 'system') window.localStorage.removeItem(THEME_KEY)
    else window.localStorage.setItem(THEME_KEY, next)
    window.dispatchEvent(new Event(THEME_EVENT))
  }
  return [theme, setTheme]
}
