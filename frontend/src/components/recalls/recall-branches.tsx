import { Loaded } from '@/components/ui/loaded'
import { Table, Td, Th } from '@/components/ui/table'
import { type Recall, useReach } from '@/hooks/recalls'
import { formatQty } from '@/lib/format'

/** Where the stock of a recall stands now, branch by branch. */
export function RecallBranches({ recall }: { recall: Recall }) {
  const reach = useReach({
    batch_no: recall.batch_no,
    ...(recall.medicine_name ? { medicine_name: recall.medicine_name } : {}),
  })
  return (
    <section aria-label="Branches" className="border-t">
      <h3 className="px-4 pt-3 pb-1 font-semibold">Branches</h3>
      <Loaded query={reach} lines={2}>
        {({ branches }) => (
          <Table label="Branches">
            <thead>
              <tr>
                <Th>Branch</Th>
                <Th className="text-right">Batches</Th>
                <Th className="text-right">On hand</Th>
                <Th className="text-right">Bills</Th>
                <Th className="text-right">Sold</Th>
              </tr>
            </thead>
            <tbody>
              {branches.map((branch) => (
                <tr key={branch.pharmacy_id}>
                  <Td className="font-medium">{branch.pharmacy_name}</Td>
                  <Td className="num">{branch.batches.length}</Td>
                  <Td className="num font-medium">{formatQty(branch.on_hand_qty)}</Td>
                  <Td className="num">{branch.bill_count}</Td>
                  <Td className="num">{formatQty(branch.sold_qty)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Loaded>
    </section>
  )
}
