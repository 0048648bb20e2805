import { Pencil, Truck } from 'lucide-react'
import { useState } from 'react'
import { CalendarDialog } from '@/components/catalogue/calendar-dialog'
import { describeTook, describeWeekdays } from '@/components/catalogue/calendar-words'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { useMay } from '@/hooks/auth'
import { type Supplier, useSuppliers } from '@/hooks/suppliers'
import { useUrlState } from '@/hooks/use-url-state'
import { count } from '@/lib/format'

const SIZE = 25

/** When each supplier takes orders and delivers, and how long its deliveries took. */
export function SuppliersTab() {
  const { get, set } = useUrlState()
  const page = Math.max(1, Number(get('page')) || 1)
  const suppliers = useSuppliers(page, SIZE)
  const mayWrite = useMay('catalogue.write')
  const [edited, setEdited] = useState<Supplier | null>(null)
  return (
    <Card>
      <Loaded query={suppliers} lines={6}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState icon={<Truck />} title="No supplier yet">
              Name the supplier of a medicine on its page: when it delivers can then be said here.
            </EmptyState>
          ) : (
            <>
              <Table label="Suppliers and when they deliver">
                <thead>
                  <tr>
                    <Th>Supplier</Th>
                    <Th>Orders</Th>
                    <Th>Delivers</Th>
                    <Th>Took</Th>
                    <Th className="relative">
                      <span className="sr-only">Actions</span>
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((supplier) => (
                    <SupplierRow key={supplier.id} supplier={supplier} onEdit={mayWrite ? setEdited : null} />
                  ))}
                </tbody>
              </Table>
              <Pager meta={meta} onPage={(next) => set({ page: String(next) })} />
            </>
          )
        }
      </Loaded>
      {edited ? <CalendarDialog supplier={edited} onClose={() => setEdited(null)} /> : null}
    </Card>
  )
}

interface SupplierRowProps {
  supplier: Supplier
  onEdit: ((supplier: Supplier) => void) | null
}

function SupplierRow({ supplier, onEdit }: SupplierRowProps) {
  const took = describeTook(supplier)
  return (
    <tr>
      <Td className="font-medium">{supplier.name}</Td>
      <Td>
        {describeWeekdays(supplier.order_weekdays)}
        {supplier.cut_off ? <span className="block text-ink-3 text-xs">until {supplier.cut_off}</span> : null}
      </Td>
      <Td>
        {describeWeekdays(supplier.delivery_weekdays)}
        {supplier.holidays.length > 0 ? (
          <span className="block text-ink-3 text-xs">{count(supplier.holidays.length, 'holiday')}</span>
        ) : null}
      </Td>
      <Td className="text-ink-2">{took ?? 'as each medicine’s terms say'}</Td>
      <Td>
        {onEdit ? (
          <span className="flex justify-end">
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Edit the calendar of ${supplier.name}`}
              onClick={() => onEdit(supplier)}
            >
              <Pencil />
            </Button>
          </span>
        ) : null}
      </Td>
    </tr>
  )
}
