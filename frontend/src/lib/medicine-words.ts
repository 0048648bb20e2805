import type { Schemas } from '@/lib/api'

export interface Choice<T extends string> {
  value: T
  label: string
}

export const SCHEDULES: readonly Choice<Schemas['Schedule']>[] = [
  { value: 'OTC', label: 'OTC, free to sell' },
  { value: 'H', label: 'H, on prescription' },
  { value: 'H1', label: 'H1, prescription and register' },
  { value: 'X', label: 'X, prescription kept' },
  { value: 'NDPS', label: 'NDPS, narcotic' },
  { value: 'CII', label: 'C-II' },
  { value: 'CIII', label: 'C-III' },
  { value: 'CIV', label: 'C-IV' },
  { value: 'CV', label: 'C-V' },
]

export const STORAGES: readonly Choice<Schemas['Storage']>[] = [
  { value: 'room', label: 'Room temperature' },
  { value: 'cool', label: 'Below 25 °C' },
  { value: 'fridge_2_8', label: 'Fridge, 2–8 °C' },
  { value: 'freezer', label: 'Freezer' },
]

export const VENS: readonly Choice<Schemas['Ven']>[] = [
  { value: 'V', label: 'Vital' },
  { value: 'E', label: 'Essential' },
  { value: 'N', label: 'Non-essential' },
]

export const ABC_WORDS: Record<Schemas['Abc'], string> = {
  A: 'most of the value',
  B: 'the middle of the value',
  C: 'the last of the value',
}
export const XYZ_WORDS: Record<Schemas['Xyz'], string> = {
  X: 'steady demand',
  Y: 'wavering demand',
  Z: 'erratic demand',
}
export const FSN_WORDS: Record<Schemas['Fsn'], string> = {
  F: 'fast moving',
  S: 'slow moving',
  N: 'not moving',
}

export function labelOf<T extends string>(choices: readonly Choice<T>[], value: T | null): string | null {
  return choices.find((choice) => choice.value === value)?.label ?? null
}

const WITHOUT_PLURAL = new Set(['ml', 'l', 'mg', 'g', 'kg', 'mcg', 'iu'])

/** "tablet" → "tablets", "box" → "boxes", "ml" → "ml": as the API says quantities. */
export function plural(name: string): string {
  if (WITHOUT_PLURAL.has(name.toLowerCase())) return name
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`
  return name + (/(s|x|z|ch|sh)$/.test(name) ? 'es' : 's')
}

export const unitsOf = (qty: number, unit: string) => (qty === 1 ? unit : plural(unit))
