/**
 * Money as the API sends it: a decimal string. All arithmetic is on whole numbers of 1e-4, never on floats.
 */
const MONEY_PLACES = 4
const QTY_PLACES = 9

/** Read a plain decimal ("-12.5", "1e-7") as a whole number of 10^-places; digits beyond are cut off. */
export function toScaled(text: string, places: number): bigint {
  const match = /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text.trim())
  if (!match || (match[2] === '' && match[3] === '')) throw new RangeError(`Not a decimal: ${text}`)
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const shift = places + Number(exponent) - fraction.length
  const digits = BigInt(`${whole}${fraction}` || '0')
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift)
  return sign ? -scaled : scaled
}

function fromScaled(value: bigint, places: number): string {
  const sign = value < 0n ? '-' : ''
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '').padEnd(2, '0')
  return `${sign}${digits.slice(0, -places)}.${fraction}`
}

/** Price × quantity, rounded half up to 1e-4; null where the price is hidden. */
export function multiplyMoney(price: string | null, qty: number): string | null {
  if (price === null) return null
  const product = toScaled(price, MONEY_PLACES) * toScaled(String(qty), QTY_PLACES)
  const unit = 10n ** BigInt(QTY_PLACES)
  const half = product < 0n ? -unit / 2n : unit / 2n
  return fromScaled((product + half) / unit, MONEY_PLACES)
}

/** All together; null when nobody may see one of them. */
export function sumMoney(amounts: readonly (string | null)[]): string | null {
  const known = amounts.filter((amount) => amount !== null)
  if (known.length < amounts.length) return null
  const total = known.reduce((sum, amount) => sum + toScaled(amount, MONEY_PLACES), 0n)
  return fromScaled(total, MONEY_PLACES)
}

export function isZeroMoney(amount: string): boolean {
  return toScaled(amount, MONEY_PLACES) === 0n
}
