import type { Schemas } from '@/lib/api'

/** Every permission that a button or a page of this app asks for, as the API names it. */
export type Permission =
  | 'inventory.write'
  | 'stock.receive'
  | 'stock.count'
  | 'sales.record'
  | 'imports.create'
  | 'reorder.decide'

/** May this person do that? Hides what would be refused; the API is what refuses. */
export function can(
  user: Pick<Schemas['UserRead'], 'permissions'> | undefined,
  permission: Permission,
): boolean {
  return user?.permissions.includes(permission) ?? false
}
