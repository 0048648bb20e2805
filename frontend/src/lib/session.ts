/**
 * The sign-in token, kept in localStorage: a reload stays signed in and every tab shares it.
 *
 * A script injected into the page could read it. The app loads no third-party script and draws every
 * text as text, which is what stands between; an HttpOnly cookie would take this file's place.
 */
const KEY = 'pharmarec.token'
const listeners = new Set<() => void>()

export function readToken(): string | null {
  return typeof window === 'undefined' ? null : window.localStorage.getItem(KEY)
}

export function writeToken(token: string): void {
  window.localStorage.setItem(KEY, token)
  for (const tell of listeners) tell()
}

export function clearToken(): void {
  window.localStorage.removeItem(KEY)
  for (const tell of listeners) tell()
}

/** Call `tell` whenever the token changes, in this tab or in another. */
export function watchToken(tell: () => void): () => void {
  listeners.add(tell)
  window.addEventListener('storage', tell)
  return () => {
    listeners.delete(tell)
    window.removeEventListener('storage', tell)
  }
}

/** Where to go after signing in; only paths of this site, so a link cannot send a person elsewhere. */
export function returnPath(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/'
}
