import type { ClassMatrix } from '@/hooks/catalogue'
import { sumMoney } from '@/lib/money'

type Cell = ClassMatrix['cells'][number]

export const ABCS = ['A', 'B', 'C'] as const
export const VEN_COLUMNS = ['V', 'E', 'N', null] as const

export interface Sum {
  medicines: number
  /** Null where costs are hidden, or no cell has any. */
  value: string | null
}

export const cellAt = (cells: readonly Cell[], abc: Cell['abc'], ven: Cell['ven']): Cell | undefined =>
  cells.find((cell) => cell.abc === abc && cell.ven === ven)

/** The medicines of several cells, and what they consumed together. */
export function sumOf(cells: readonly Cell[]): Sum {
  const values = cells.map((cell) => cell.consumption_value).filter((value) => value !== null)
  return {
    medicines: cells.reduce((sum, cell) => sum + cell.medicine_count, 0),
    value: values.length > 0 ? sumMoney(values) : null,
  }
}
