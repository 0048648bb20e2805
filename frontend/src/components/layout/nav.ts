import {
  Archive,
  Boxes,
  Building2,
  CalendarClock,
  ClipboardList,
  FileUp,
  History,
  Library,
  ListChecks,
  type LucideIcon,
  PackageX,
  Scale,
  Stethoscope,
  Sun,
  UserRoundCog,
  Users,
  Workflow,
} from 'lucide-react'
import type { User } from '@/hooks/auth'
import { can, type Permission } from '@/lib/permissions'

export interface NavItem {
  href: string
  label: string
  icon: LucideIcon
  /** Without it the entry is not shown. */
  needs?: Permission
  /** Stands in the bar at the foot of a phone; the others are behind "More". */
  isDaily?: boolean
}

export interface NavGroup {
  title: string | null
  items: readonly NavItem[]
}

const NAV: readonly NavGroup[] = [
  {
    title: null,
    items: [
      { href: '/', label: 'Today', icon: Sun, isDaily: true },
      { href: '/reorder/', label: 'Reorder', icon: ClipboardList, isDaily: true },
      { href: '/inventory/', label: 'Inventory', icon: Boxes, isDaily: true },
      { href: '/expiry/', label: 'Expiry', icon: CalendarClock, needs: 'expiry.read', isDaily: true },
      { href: '/dead-stock/', label: 'Dead stock', icon: Archive },
      { href: '/recalls/', label: 'Recalls', icon: PackageX, needs: 'recalls.read' },
      { href: '/imports/', label: 'Imports', icon: FileUp, isDaily: true },
      { href: '/proof/', label: 'Proof', icon: Scale },
    ],
  },
  {
    title: 'Manage',
    items: [
      { href: '/catalogue/', label: 'Master data', icon: Library, needs: 'catalogue.write' },
      { href: '/data-doctor/', label: 'Data doctor', icon: Stethoscope, needs: 'data_doctor.fix' },
      { href: '/approvals/', label: 'Approvals', icon: ListChecks, needs: 'stock.reserve' },
      { href: '/customers/', label: 'Customers', icon: Users, needs: 'customers.read' },
      { href: '/people/', label: 'People', icon: UserRoundCog, needs: 'people.manage' },
      { href: '/branches/', label: 'Branches', icon: Building2, needs: 'branches.manage' },
      { href: '/history/', label: 'History', icon: History, needs: 'audit.read' },
      { href: '/jobs/', label: 'Jobs', icon: Workflow, needs: 'jobs.manage' },
    ],
  },
]

/** The pages that this person may open; a group without any is left out. */
export function navFor(user: Pick<User, 'permissions'> | undefined): readonly NavGroup[] {
  return NAV.map((group) => ({
    ...group,
    items: group.items.filter(({ needs }) => needs === undefined || can(user, needs)),
  })).filter(({ items }) => items.length > 0)
}

/** A medicine belongs to the inventory. */
export function isActive(href: string, path: string): boolean {
  const place = path.startsWith('/medicine') ? '/inventory/' : path
  return href === '/' ? place === '/' : place.startsWith(href.replace(/\/$/, ''))
}
