import { formatQty } from '@/lib/format'

export function packText(size: number): string {
  return size === 1 ? 'single' : `pack of ${formatQty(size)}`
}
