import type { Schemas } from '@/lib/api'

export type Role = Schemas['UserRead']['role']
export type RoleRights = Schemas['RoleRead']

export const ROLES: readonly { value: Role; label: string; hint: string }[] = [
  { value: 'staff', label: 'Staff', hint: 'Sells, looks things up, and sees no costs' },
  { value: 'manager', label: 'Manager', hint: 'Also buys, counts, corrects and recalls' },
  { value: 'admin', label: 'Admin', hint: 'May everything, people and branches included' },
]

export const ROLE_WORD: Record<Role, string> = { staff: 'Staff', manager: 'Manager', admin: 'Admin' }

/** Everybody may look after their own account: there is nothing to choose. */
export const EVERYBODYS = 'account.self'

/** Whoever may give out roles could give themselves any: these stay with admins. */
export const ADMINS_ONLY: readonly string[] = ['people.manage', 'branches.manage']

const GROUPS: readonly { title: string; rights: readonly [string, string][] }[] = [
  {
    title: 'Selling',
    rights: [
      ['sales.read', 'See sales'],
      ['sales.record', 'Record a sale'],
      ['sales.return', 'Take goods back'],
      ['stock.reserve', 'Put aside for a customer'],
      ['customers.read', 'Find a customer by code or phone'],
      ['customers.list', 'See the list of all customers'],
      ['customers.write', 'Add and change customers'],
      ['customers.export', 'Export what is held about a customer'],
      ['customers.erase', 'Erase a customer, or hold their data'],
    ],
  },
  {
    title: 'Stock',
    rights: [
      ['inventory.read', 'See the inventory'],
      ['inventory.write', 'Add and change medicines'],
      ['costs.read', 'See costs and values'],
      ['stock.receive', 'Receive deliveries'],
      ['stock.count', 'Count the shelf'],
      ['stock.adjust', 'Correct the stock'],
      ['stock.approve', 'Approve corrections'],
      ['stock.reverse', 'Reverse a movement'],
      ['stock.backdate', 'Write into the past'],
      ['period.close', 'Close the books of a period'],
    ],
  },
  {
    title: 'Safety',
    rights: [
      ['batches.hold', 'Hold a batch back'],
      ['batches.release', 'Release a batch'],
      ['batches.destroy', 'Destroy a batch'],
      ['expiry.read', 'See what expires'],
      ['expiry.act', 'Act on what expires'],
      ['recalls.read', 'See recalls'],
      ['recalls.start', 'Start and lift a recall'],
    ],
  },
  {
    title: 'Buying and data',
    rights: [
      ['reorder.read', 'See the order list'],
      ['reorder.decide', 'Accept and dismiss suggestions'],
      ['imports.read', 'See imports'],
      ['imports.create', 'Import sales files'],
      ['catalogue.write', 'Change master data'],
      ['data_doctor.fix', 'Fix what the data doctor finds'],
    ],
  },
  {
    title: 'Running the pharmacy',
    rights: [
      ['history.read', 'See the history of a medicine or a batch'],
      ['audit.read', 'See the whole audit log, with proofs'],
      ['jobs.manage', 'See and start background jobs'],
      ['system.diagnose', 'See how the system is doing'],
      ['people.manage', 'Invite people and give out roles'],
      ['branches.manage', 'Open branches and change settings'],
    ],
  },
]

export interface Right {
  name: string
  label: string
}

/** Every right that there is, in words, under headings; one that has no words yet stands under "More" by its name. */
export function groupRights(names: readonly string[]): { title: string; rights: Right[] }[] {
  const known = new Set(GROUPS.flatMap((group) => group.rights.map(([name]) => name)))
  const groups = GROUPS.map(({ title, rights }) => ({
    title,
    rights: rights.filter(([name]) => names.includes(name)).map(([name, label]) => ({ name, label })),
  }))
  const rest = names
    .filter((name) => !known.has(name) && name !== EVERYBODYS)
    .map((name) => ({ name, label: name }))
  return [...groups, { title: 'More', rights: rest }].filter((group) => group.rights.length > 0)
}

/** How a choice of rights differs from the preset of its role: what the API keeps. */
export function differenceFrom(preset: readonly string[], chosen: ReadonlySet<string>) {
  return {
    granted: [...chosen].filter((name) => !preset.includes(name)).sort(),
    withdrawn: preset.filter((name) => !chosen.has(name)).sort(),
  }
}
