import type { SupplierTerms } from '@/hooks/catalogue'
import { count, formatQty } from '@/lib/format'

/** "10+1". */
export function describeScheme({
  scheme_buy_qty: buy,
  scheme_free_qty: free,
}: Pick<SupplierTerms, 'scheme_buy_qty' | 'scheme_free_qty'>): string | null {
  return buy === null || free === null ? null : `${formatQty(buy)}+${formatQty(free)}`
}

/** Read "10+1" or "10 + 1"; null where it is neither that nor empty. */
export function readScheme(text: string): { buy: number; free: number } | 'none' | null {
  if (text.trim() === '') return 'none'
  const [, buy, free] = /^\s*(\d+(?:\.\d+)?)\s*\+\s*(\d+(?:\.\d+)?)\s*$/.exec(text) ?? []
  const said = { buy: Number(buy), free: Number(free) }
  return said.buy > 0 && said.free > 0 ? said : null
}

/** "until 90 days before expiry, at 80 %". */
export function describeReturns({
  returns_until_days: days,
  return_terms: words,
}: Pick<SupplierTerms, 'returns_until_days' | 'return_terms'>): string | null {
  const until =
    days === null
      ? null
      : days === 0
        ? 'until expiry'
        : `until ${count(Math.abs(days), 'day')} ${days > 0 ? 'before' : 'after'} expiry`
  return [until, words].filter(Boolean).join(', ') || null
}
