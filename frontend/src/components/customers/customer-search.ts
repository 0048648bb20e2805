import type { CustomerFilter } from '@/hooks/customers'

const PHONE = /^[\d\s()+./-]+$/
const FEWEST_DIGITS = 6

/** Names are sealed: one finds a customer by the whole phone number, else by the code. */
export function readSearch(text: string): CustomerFilter {
  const wanted = text.trim().slice(0, 40)
  if (!wanted) return {}
  const digits = wanted.replaceAll(/\D/g, '').length
  return PHONE.test(wanted) && digits >= FEWEST_DIGITS ? { phone: wanted } : { code: wanted }
}
