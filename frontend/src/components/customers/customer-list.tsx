import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import type { useCustomers } from '@/hooks/customers'
import { cn } from '@/lib/cn'
import { formatInstant } from '@/lib/format'

interface CustomerListProps {
  customers: ReturnType<typeof useCustomers>
  opened: number
  onOpen: (id: number) => void
  onPage: (page: number) => void
  empty: ReactNode
}

export function CustomerList({ customers, opened, onOpen, onPage, empty }: CustomerListProps) {
  const { time_zone } = usePharmacy()
  return (
    <Card>
      <Loaded query={customers} lines={6}>
        {({ data, meta }) =>
          data.length === 0 ? (
            empty
          ) : (
            <>
              <Table label="Customers">
                <thead>
                  <tr>
                    <Th>Name</Th>
                    <Th>Phone</Th>
                    <Th className="max-sm:hidden">Code</Th>
                    <Th className="max-md:hidden">Since</Th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((customer) => (
                    <tr
                      key={customer.id}
                      className={cn(
                        'relative transition-colors hover:bg-hover',
                        customer.id === opened && 'bg-accent-soft hover:bg-accent-soft',
                      )}
                    >
                      <Td className="max-w-64">
                        <span className="flex items-center gap-2">
                          <button
                            type="button"
                            aria-current={customer.id === opened || undefined}
                            onClick={() => onOpen(customer.id)}
                            className={cn(
                              'truncate font-medium after:absolute after:inset-0',
                              customer.erased_at && 'font-normal text-ink-3 italic',
                            )}
                          >
                            {customer.name ?? 'Erased'}
                          </button>
                          {customer.legal_hold_until ? (
                            <Badge tone="note">
                              <Lock /> Held
                            </Badge>
                          ) : null}
                        </span>
                      </Td>
                      <Td className="tabular whitespace-nowrap">{customer.phone ?? '—'}</Td>
                      <Td className="whitespace-nowrap text-ink-3 max-sm:hidden">{customer.code}</Td>
                      <Td className="tabular whitespace-nowrap text-ink-3 max-md:hidden">
                        {formatInstant(customer.created_at, time_zone)}
                      </Td>
                    </tr>
                  ))}
                </tbody>
              </Table>
              <Pager meta={meta} onPage={onPage} />
            </>
          )
        }
      </Loaded>
    </Card>
  )
}
