/**
 * What was typed or scanned, as a code to look up; null where it reads like words.
 *
 * A GS1 code says more than the product (batch, expiry): of "]d201089012345678941726…" only the GTIN is kept.
 */
export function readCode(text: string): string | null {
  const code = text.trim()
  const gtin = /^(?:\][A-Za-z]\d)?\(?01\)?(\d{14})/.exec(code)?.[1]
  if (gtin && code.length > gtin.length) return gtin
  return /^\d{6,80}$/.test(code) ? code : null
}

/** A code as it is printed on the pack: the zeros that fill a GTIN up to fourteen digits are left out. */
export function shortCode(code: string): string {
  const digits = /^0+(\d{8}|\d{12,13})$/.exec(code)
  return code.length === 14 && digits?.[1] ? digits[1] : code
}

/** Keys nearer than this come from a scanner: no hand types so fast. */
export const BURST_MS = 60
const LEAST = 6

/** Puts the keys of a scanner together. `press` answers the code when Enter ends a burst. */
export function makeScanReader(): { press: (key: string, at: number) => string | null } {
  let typed = ''
  let last = Number.NEGATIVE_INFINITY
  return {
    press(key, at) {
      if (at - last > BURST_MS) typed = ''
      last = at
      if (key.length === 1) typed += key
      if (key !== 'Enter') return null
      const code = typed
      typed = ''
      return code.length >= LEAST ? (readCode(code) ?? (/\d/.test(code) ? code : null)) : null
    },
  }
}
