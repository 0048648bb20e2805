import { isZeroMoney } from '@/lib/money'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Rupees are grouped in lakh and crore; other currencies as the reader's browser is used to. */
function localeOf(currency: string): string | undefined {
  return currency === 'INR' ? 'en-IN' : undefined
}

export interface MoneyStyle {
  /** Drop the decimals of a thousand and more: for totals that are read at a glance. */
  whole?: boolean
  locale?: string
}

/**
 * "1234.5" → "₹1,234.50". The string goes to Intl as it is, so that no digit is lost on the way.
 *
 * A cost that nobody knows, or that this person may not see, is a dash.
 */
export function formatMoney(amount: string | null, currency: string, style: MoneyStyle = {}): string {
  if (amount === null) return '—'
  const isLarge = !/^-?0*\d{1,3}(\.|$)/.test(amount)
  const dropsDecimals = style.whole === true && isLarge
  return new Intl.NumberFormat(style.locale ?? localeOf(currency), {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: dropsDecimals ? 0 : 2,
    maximumFractionDigits: dropsDecimals ? 0 : style.whole || decimalsOf(amount) <= 2 ? 2 : 4,
  }).format(amount as Intl.StringNumericLiteral)
}

function decimalsOf(amount: string): number {
  return (amount.split('.')[1] ?? '').replace(/0+$/, '').length
}

/** A money total for a headline; a dash when there is nothing. */
export function formatTotal(amount: string | null, currency: string): string {
  return amount === null || isZeroMoney(amount) ? '—' : formatMoney(amount, currency, { whole: true })
}

/** A quantity with every digit that the ledger keeps (nine), and none that it does not. */
export function formatQty(qty: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 9 }).format(qty)
}

/** An estimate: as many digits as mean something. */
export function formatRate(rate: number): string {
  const digits = rate >= 100 ? 0 : rate >= 10 ? 1 : 2
  return new Intl.NumberFormat('en', { maximumFractionDigits: digits }).format(rate)
}

/** Estimates that stand under one another and are added up: one decimal each. */
export function formatEstimate(value: number): string {
  return new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)
}

/** Days of cover: whole days, "<1" for hours, "90+" beyond a quarter, a dash when nobody can say. */
export function formatCover(days: number | null): string {
  if (days === null) return '—'
  if (days > 0 && days < 1) return '<1'
  return days > 90 ? '90+' : String(Math.floor(days))
}

export function formatPercent(share: number): string {
  return new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(share)
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat('en').format(n)} ${n === 1 ? one : many}`
}

/** A calendar date ("2026-11-03") stays that date in every time zone. */
export function formatDate(iso: string): string {
  const options: Intl.DateTimeFormatOptions = {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }
  return new Intl.DateTimeFormat('en-GB', options).format(new Date(`${iso}T00:00:00Z`))
}

export function formatDayMonth(iso: string): string {
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' }
  return new Intl.DateTimeFormat('en-GB', options).format(new Date(`${iso}T00:00:00Z`))
}

/** An instant in the pharmacy's own time zone. */
export function formatInstant(iso: string, timeZone: string): string {
  const options: Intl.DateTimeFormatOptions = {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }
  return new Intl.DateTimeFormat('en-GB', options).format(new Date(iso))
}

export function formatAgo(iso: string, now: number = Date.now()): string {
  const passed = now - new Date(iso).getTime()
  if (passed < MINUTE) return 'just now'
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  if (passed < 60 * MINUTE) return relative.format(-Math.floor(passed / MINUTE), 'minute')
  if (passed < DAY) return relative.format(-Math.floor(passed / (60 * MINUTE)), 'hour')
  return relative.format(-Math.floor(passed / DAY), 'day')
}

/** Days until a date, in words: "expired 3 days ago", "today", "in 12 days", "in 5 months". */
export function formatDaysLeft(days: number): string {
  if (days < 0) return `expired ${count(-days, 'day')} ago`
  if (days === 0) return 'today'
  return days < 100 ? `in ${count(days, 'day')}` : `in ${count(Math.floor(days / 30.4), 'month')}`
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

/** Whole days from today, as the reader's calendar has it, to a date; negative when it is past. */
export function daysUntil(iso: string, now: Date = new Date()): number {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())
  return Math.round((Date.parse(`${iso}T00:00:00Z`) - today) / DAY)
}
