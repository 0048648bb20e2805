import type { Pack } from '@/hooks/catalogue'
import type { MedicineDetail } from '@/hooks/inventory'
import { formatQty } from '@/lib/format'
import { unitsOf } from '@/lib/medicine-words'

/** A rung as people say it: how many of the rung below one holds. */
export interface Rung {
  name: string
  holds: string
}

/** [strip 10, box 100] → [strip of 10 (tablets), box of 10 (strips)]. */
export function toRungs(packs: readonly Pack[]): Rung[] {
  return packs.map((pack, index) => ({
    name: pack.name,
    holds: String(pack.units / (packs[index - 1]?.units ?? 1)),
  }))
}

/** What is wrong with the rungs, one message a rung at most, or the packs in base units. */
export function toPacks(
  base: string,
  rungs: readonly Rung[],
): { packs: Pack[]; problems: (string | null)[] } {
  const names = [base.trim().toLowerCase()]
  const packs: Pack[] = []
  const problems = rungs.map(({ name, holds }) => {
    const said = name.trim()
    const times = Number(holds)
    const isWhole = /^\d+(\.\d+)?$/.test(holds.trim()) && times > 1
    const isRepeated = names.includes(said.toLowerCase())
    names.push(said.toLowerCase())
    const below = packs.at(-1)?.units ?? 1
    packs.push({ name: said, units: Number((below * times).toFixed(9)) })
    if (!said || said.length > 20) return 'Name this pack in at most 20 characters.'
    if (isRepeated) return 'Two packs have one name.'
    if (!isWhole) return 'A pack holds more than one of what is below it.'
    if (packs.length > 1 && !Number.isInteger(times)) return 'Only the smallest pack may hold parts.'
    return null
  })
  return { packs, problems }
}

/** "10 strips, 100 tablets". */
export function describePack(packs: readonly Pack[], index: number, base: string): string {
  const pack = packs[index]
  if (!pack) return ''
  const below = packs[index - 1]
  const inUnits = `${formatQty(pack.units)} ${unitsOf(pack.units, base)}`
  if (!below) return inUnits
  const holds = pack.units / below.units
  return `${formatQty(holds)} ${unitsOf(holds, below.name)}, ${inUnits}`
}

type Ladder = Pick<MedicineDetail, 'packs' | 'base_unit'>

/** How many base units a quantity of a pack is; the quantity itself where no pack is told. */
export function inBaseUnits({ packs }: Ladder, qty: number, pack: string): number {
  const units = packs.find((one) => one.name === pack)?.units ?? 1
  return Number((qty * units).toFixed(9))
}
