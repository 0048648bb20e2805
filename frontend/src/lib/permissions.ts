import type { Schemas } from '@/lib/api'

/** Every permission that a button or a page of this app asks for, as the API names it. */
export type Permission =
  | 'audit.read'
  | 'batches.destroy'
  | 'batches.hold'
  | 'batches.release'
  | 'branches.manage'
  | 'catalogue.write'
  | 'costs.read'
  | 'customers.erase'
  | 'customers.export'
  | 'customers.list'
  | 'customers.read'
  | 'customers.write'
  | 'data_doctor.fix'
  | 'expiry.act'
  | 'expiry.read'
  | 'history.read'
  | 'imports.create'
  | 'inventory.write'
  | 'jobs.manage'
  | 'people.manage'
  | 'period.close'
  | 'recalls.read'
  | 'recalls.start'
  | 'reorder.decide'
  | 'sales.record'
  | 'sales.return'
  | 'stock.adjust'
  | 'stock.approve'
  | 'stock.count'
  | 'stock.receive'
  | 'stock.reserve'
  | 'stock.reverse'
  | 'system.diagnose'

/** May this person do that? Hides what would be refused; the API is what refuses. */
export function can(
  user: Pick<Schemas['UserRead'], 'permissions'> | undefined,
  permission: Permission,
): boolean {
  return user?.permissions.includes(permission) ?? false
}
