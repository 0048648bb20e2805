import type { MedicineDetail } from '@/hooks/inventory'
import type { Schemas } from '@/lib/api'
import { moneyRule } from '@/lib/form-rules'
import { type Choice, SCHEDULES, STORAGES, VENS } from '@/lib/medicine-words'
import { z } from '@/lib/zod'

const textOf = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `Use at most ${most} characters.`)
    .transform((text) => text || null)

const choiceOf = <T extends string>(choices: readonly Choice<T>[]) =>
  z.string().transform((text) => choices.find(({ value }) => value === text)?.value ?? null)

/** Everything that is told of a medicine itself, for adding one and for changing it. */
export const medicineShape = {
  name: z.string().trim().min(1, 'What is it called?').max(200, 'Use at most 200 characters.'),
  generic_name: textOf(200),
  strength: textOf(60),
  form: textOf(60),
  route: textOf(60),
  manufacturer: textOf(200),
  category: textOf(100),
  base_unit: z
    .string()
    .trim()
    .max(20, 'Use at most 20 characters.')
    .transform((text) => text || 'unit'),
  price: z.union([z.literal('').transform(() => '0'), moneyRule]),
  mrp: z.union([z.literal('').transform(() => null), moneyRule]),
  hsn: z
    .string()
    .trim()
    .refine((text) => text === '' || /^(\d{4}|\d{6}|\d{8})$/.test(text), 'Enter 4, 6 or 8 digits.')
    .transform((text) => text || null),
  is_divisible: z.boolean(),
  schedule: choiceOf<Schemas['Schedule']>(SCHEDULES),
  storage: choiceOf<Schemas['Storage']>(STORAGES),
  ven: choiceOf<Schemas['Ven']>(VENS),
  is_lasa: z.boolean(),
  is_locked_storage: z.boolean(),
}
export const medicineSchema = z.object(medicineShape)
export type MedicineValues = z.input<typeof medicineSchema>

export const NO_VALUES: MedicineValues = {
  name: '',
  generic_name: '',
  strength: '',
  form: '',
  route: '',
  manufacturer: '',
  category: '',
  base_unit: '',
  price: '',
  mrp: '',
  hsn: '',
  is_divisible: false,
  schedule: '',
  storage: '',
  ven: '',
  is_lasa: false,
  is_locked_storage: false,
}

export function toValues(medicine: MedicineDetail): MedicineValues {
  const told = Object.keys(NO_VALUES).map((name) => {
    const value = medicine[name as keyof MedicineValues]
    return [name, value ?? '']
  })
  return Object.fromEntries(told) as MedicineValues
}

export interface FieldPlan {
  name: keyof MedicineValues
  label: string
  hint?: string
  isWide?: boolean
  isNumber?: boolean
  isCheck?: boolean
  choices?: readonly Choice<string>[]
  examples?: readonly string[]
}

export const GROUPS: readonly { title: string; fields: readonly FieldPlan[] }[] = [
  {
    title: 'What it is',
    fields: [
      { name: 'name', label: 'Name', isWide: true },
      { name: 'generic_name', label: 'Generic name', isWide: true },
      { name: 'strength', label: 'Strength' },
      {
        name: 'form',
        label: 'Form',
        examples: ['tablet', 'capsule', 'syrup', 'injection', 'cream', 'drops'],
      },
      {
        name: 'route',
        label: 'Route',
        examples: ['oral', 'topical', 'intravenous', 'inhaled', 'ophthalmic'],
      },
      { name: 'category', label: 'Category' },
      { name: 'manufacturer', label: 'Manufacturer', isWide: true },
    ],
  },
  {
    title: 'How it is sold',
    fields: [
      {
        name: 'base_unit',
        label: 'Base unit',
        hint: 'What stock counts',
        examples: ['tablet', 'capsule', 'ml', 'vial', 'tube'],
      },
      { name: 'price', label: 'Price of a unit', isNumber: true },
      { name: 'mrp', label: 'MRP of a unit', isNumber: true },
      { name: 'hsn', label: 'HSN code', isNumber: true, hint: '4, 6 or 8 digits' },
      { name: 'is_divisible', label: 'Parts of a unit are sold', isCheck: true },
    ],
  },
  {
    title: 'Care and law',
    fields: [
      { name: 'schedule', label: 'Schedule', choices: SCHEDULES },
      { name: 'storage', label: 'Storage', choices: STORAGES },
      { name: 'ven', label: 'VEN', choices: VENS, hint: 'How much a patient needs it' },
      { name: 'is_lasa', label: 'Looks or sounds like another', isCheck: true },
      { name: 'is_locked_storage', label: 'Kept under lock', isCheck: true },
    ],
  },
]
