import { Table, Td, Th } from '@/components/ui/table'
import type { Bill } from '@/hooks/recalls'
import { formatDate, formatQty } from '@/lib/format'

/** The sales that took from a batch, so that the people who have it can be told. */
export function BillsTable({ bills, label }: { bills: readonly Bill[]; label: string }) {
  return (
    <Table label={`Bills of ${label}`}>
      <thead>
        <tr>
          <Th>Sold on</Th>
          <Th>Bill</Th>
          <Th>Medicine</Th>
          <Th>Batch</Th>
          <Th>Customer</Th>
          <Th className="text-right">Units</Th>
        </tr>
      </thead>
      <tbody>
        {bills.map((bill) => (
          <tr key={`${bill.sale_id} ${bill.batch_id}`}>
            <Td className="tabular whitespace-nowrap text-ink-3">{formatDate(bill.sale_date)}</Td>
            <Td className="whitespace-nowrap">{bill.bill_no ?? `Sale ${bill.sale_id}`}</Td>
            <Td className="min-w-40">{bill.medicine_name}</Td>
            <Td className="whitespace-nowrap text-ink-3">{bill.batch_no ?? '—'}</Td>
            <Td className="whitespace-nowrap">
              {bill.customer_code ?? <span className="text-ink-3">—</span>}
            </Td>
            <Td className="num font-medium">{formatQty(bill.qty)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
