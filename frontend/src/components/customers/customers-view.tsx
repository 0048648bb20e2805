'use client'

import { UserPlus, Users } from 'lucide-react'
import { useCallback, useRef } from 'react'
import { CustomerDialog } from '@/components/customers/customer-dialog'
import { CustomerList } from '@/components/customers/customer-list'
import { CustomerPanel } from '@/components/customers/customer-panel'
import { readSearch } from '@/components/customers/customer-search'
import { PageHeader } from '@/components/layout/page-header'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { SearchBox } from '@/components/ui/search-box'
import { EmptyState } from '@/components/ui/states'
import { useMay } from '@/hooks/auth'
import { useCustomers } from '@/hooks/customers'
import { useHotkeys } from '@/hooks/use-hotkeys'
import { useUrlState } from '@/hooks/use-url-state'
import { cn } from '@/lib/cn'
import { count } from '@/lib/format'

export function CustomersView() {
  const { get, set } = useUrlState()
  const mayWrite = useMay('customers.write')
  const mayList = useMay('customers.list')
  const searchRef = useRef<HTMLInputElement>(null)
  const q = get('q') ?? ''
  const isAsked = mayList || q.trim() !== ''
  const page = Number(get('page')) || 1
  const opened = Number(get('customer'))
  const customers = useCustomers(readSearch(q), page, isAsked)
  const search = useCallback((text: string) => set({ q: text, page: null }), [set])
  useHotkeys({ '/': () => searchRef.current?.focus() })
  const add = mayWrite ? (
    <Button variant="primary" onClick={() => set({ add: '1' })}>
      <UserPlus /> Add customer
    </Button>
  ) : null

  return (
    <>
      <PageHeader
        title="Customers"
        note={customers.data && !q ? count(customers.data.meta.total_items, 'customer') : null}
        actions={add}
      />
      <div className="px-6 pb-3 max-md:px-4">
        <SearchBox
          ref={searchRef}
          label="Whole phone number, or code"
          value={q}
          onChange={search}
          className="w-80 max-md:w-full"
        />
      </div>
      <div
        className={cn(
          'grid items-start gap-4 px-6 max-md:px-4',
          opened > 0 && 'grid-cols-[minmax(0,1fr)_minmax(22rem,28rem)] max-lg:grid-cols-1',
        )}
      >
        <div className={cn('min-w-0', opened > 0 && 'max-lg:order-2')}>
          {isAsked ? (
            <CustomerList
              customers={customers}
              opened={opened}
              onOpen={(id) => set({ customer: String(id) })}
              onPage={(next) => set({ page: next > 1 ? String(next) : null })}
              empty={
                q ? (
                  <EmptyState
                    icon={<Users />}
                    title="Nobody has this number or code"
                    action={mayList ? <Button onClick={() => set({ q: null })}>Show everybody</Button> : add}
                  >
                    Names are sealed and cannot be searched. Enter the whole phone number or the whole code.
                  </EmptyState>
                ) : (
                  <EmptyState icon={<Users />} title="No customers yet" action={add}>
                    Keep a customer to reach them when a batch is recalled. Name, phone and notes are sealed
                    before they are stored.
                  </EmptyState>
                )
              }
            />
          ) : (
            <Card>
              <EmptyState icon={<Users />} title="Whom do you serve?" action={add}>
                Enter the customer's whole phone number, or their code. Only managers see the list of all.
              </EmptyState>
            </Card>
          )}
        </div>
        {opened > 0 ? (
          <CustomerPanel key={opened} id={opened} onClose={() => set({ customer: null })} />
        ) : null}
      </div>
      {mayWrite ? (
        <CustomerDialog
          open={get('add') === '1'}
          onClose={() => set({ add: null })}
          onSaved={(made) => set({ add: null, customer: String(made.id) })}
        />
      ) : null}
    </>
  )
}
