import { useEffect, useRef } from 'react'

export type Hotkeys = Record<string, (event: KeyboardEvent) => void>

/** Is the person typing text? Then letters are text, not commands. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** Open dialogs and menus keep the keyboard for themselves. */
function isCovered(): boolean {
  return document.querySelector('[role="dialog"][data-state="open"], [role="menu"]') !== null
}

/**
 * Keys that work anywhere on the page: `{ j: next, '/': search }`.
 *
 * They rest while a person types, while a dialog is open, and when Ctrl, Alt or Meta is held; `mod+k` is the
 * one form that asks for Ctrl (or ⌘) and works everywhere.
 */
export function useHotkeys(keys: Hotkeys, enabled = true): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })

  useEffect(() => {
    if (!enabled) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const withMod = event.ctrlKey || event.metaKey
      const handler = latest.current[withMod ? `mod+${event.key.toLowerCase()}` : event.key]
      if (!handler || event.altKey) return
      if (!withMod && (isTyping(event.target) || isCovered())) return
      event.preventDefault()
      handler(event)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [enabled])
}
