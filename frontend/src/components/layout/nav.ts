import { Boxes, ClipboardList, FileUp, type LucideIcon, Sun } from 'lucide-react'

export interface NavItem {
  href: string
  label: string
  icon: LucideIcon
}

export const NAV: readonly NavItem[] = [
  { href: '/', label: 'Today', icon: Sun },
  { href: '/reorder/', label: 'Reorder', icon: ClipboardList },
  { href: '/inventory/', label: 'Inventory', icon: Boxes },
  { href: '/imports/', label: 'Imports', icon: FileUp },
]

/** A medicine belongs to the inventory. */
export function isActive(href: string, path: string): boolean {
  const place = path.startsWith('/medicine') ? '/inventory/' : path
  return href === '/' ? place === '/' : place.startsWith(href.replace(/\/$/, ''))
}
