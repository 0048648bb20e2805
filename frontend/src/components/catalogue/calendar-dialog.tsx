import { useState } from 'react'
import { toast } from 'sonner'
import { readHolidays, WEEKDAYS } from '@/components/catalogue/calendar-words'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import { type Supplier, useSetCalendar } from '@/hooks/suppliers'
import { useApiForm } from '@/hooks/use-api-form'
import { z } from '@/lib/zod'

const schema = z.object({
  cut_off: z
    .string()
    .trim()
    .refine((text) => text === '' || /^([01]\d|2[0-3]):[0-5]\d$/.test(text), 'A time, such as 14:00.')
    .transform((text) => text || null),
  holidays: z
    .string()
    .refine((text) => readHolidays(text) !== null, 'Dates such as 2026-12-25.')
    .transform((text) => readHolidays(text) ?? []),
})

/** On which days a supplier takes orders and delivers. */
export function CalendarDialog({ supplier, onClose }: { supplier: Supplier; onClose: () => void }) {
  const set = useSetCalendar(supplier.id)
  const [orderDays, setOrderDays] = useState<readonly number[]>(supplier.order_weekdays)
  const [deliveryDays, setDeliveryDays] = useState<readonly number[]>(supplier.delivery_weekdays)
  const form = useApiForm(schema, {
    cut_off: supplier.cut_off ?? '',
    holidays: supplier.holidays.join(', '),
  })
  const send = form.handleSubmit((told) => {
    set.mutate(
      { ...told, order_weekdays: [...orderDays], delivery_weekdays: [...deliveryDays] },
      {
        onError: form.place,
        onSuccess: ({ data }) => {
          toast(`Calendar of ${data.name} saved`)
          onClose()
        },
      },
    )
  })
  return (
    <FormDialog
      open
      onClose={onClose}
      title={`Calendar of ${supplier.name}`}
      description="Orders then last until the delivery after the next chance to order."
      submitLabel="Save calendar"
      error={set.error}
      isPending={set.isPending}
      onSubmit={send}
    >
      <Weekdays
        legend="Takes orders on"
        hint="None: any day, as often as each medicine's terms say"
        days={orderDays}
        onChange={setOrderDays}
      />
      <Weekdays legend="Delivers on" hint="None: any day" days={deliveryDays} onChange={setDeliveryDays} />
      <div className="grid grid-cols-2 gap-x-4 gap-y-3">
        <Field label="Cut-off" error={form.errorOf('cut_off')} hint="Later orders go out a day later">
          {(control) => (
            <Input {...control} placeholder="14:00" className="tabular" {...form.register('cut_off')} />
          )}
        </Field>
        <Field label="Holidays" error={form.errorOf('holidays')} hint="No orders, no deliveries">
          {(control) => (
            <Input {...control} placeholder="2026-12-25" className="tabular" {...form.register('holidays')} />
          )}
        </Field>
      </div>
    </FormDialog>
  )
}

interface WeekdaysProps {
  legend: string
  hint: string
  days: readonly number[]
  onChange: (days: readonly number[]) => void
}

function Weekdays({ legend, hint, days, onChange }: WeekdaysProps) {
  const toggle = (day: number) =>
    onChange(days.includes(day) ? days.filter((one) => one !== day) : [...days, day])
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-xs">{legend}</legend>
      <div className="grid grid-cols-7 gap-1">
        {WEEKDAYS.map((name, index) => (
          <label
            key={name}
            className="grid h-8 cursor-pointer place-items-center rounded-md border border-line-strong text-xs has-checked:border-accent-line has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent has-focus-visible:outline-2 max-md:h-10"
          >
            <input
              type="checkbox"
              className="sr-only"
              checked={days.includes(index + 1)}
              onChange={() => toggle(index + 1)}
            />
            {name}
          </label>
        ))}
      </div>
      <p className="mt-1 text-ink-3 text-xs">{hint}</p>
    </fieldset>
  )
}
