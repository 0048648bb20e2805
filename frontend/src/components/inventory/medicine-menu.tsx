import { Ellipsis, ExternalLink, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Menu, MenuItem } from '@/components/ui/menu'
import { InlineError } from '@/components/ui/states'
import { useMay } from '@/hooks/auth'
import { type Medicine, useDeleteMedicine } from '@/hooks/inventory'
import { formatQty } from '@/lib/format'

export function MedicineMenu({ medicine }: { medicine: Medicine }) {
  const router = useRouter()
  const mayWrite = useMay('inventory.write')
  const remove = useDeleteMedicine()
  const [asks, setAsks] = useState(false)

  const confirm = () =>
    remove.mutate(medicine.id, {
      onSuccess: () => {
        setAsks(false)
        toast(`Deleted ${medicine.name}`)
      },
    })

  return (
    <>
      <Menu
        trigger={
          <Button size="icon-sm" variant="ghost" aria-label={`More about ${medicine.name}`}>
            <Ellipsis />
          </Button>
        }
      >
        <MenuItem onSelect={() => router.push(`/medicine/?id=${medicine.id}`)}>
          <ExternalLink /> Open
        </MenuItem>
        {mayWrite ? (
          <MenuItem className="text-danger [&_svg]:text-danger" onSelect={() => setAsks(true)}>
            <Trash2 /> Delete
          </MenuItem>
        ) : null}
      </Menu>
      <Dialog
        open={asks}
        onOpenChange={setAsks}
        title={`Delete ${medicine.name}?`}
        description={
          medicine.stock_qty > 0
            ? `${formatQty(medicine.stock_qty)} units are still on the shelf. This cannot be undone.`
            : 'It disappears from the inventory and the order list. This cannot be undone.'
        }
      >
        <InlineError error={remove.error} />
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={() => setAsks(false)}>Keep it</Button>
          <Button variant="danger" disabled={remove.isPending} onClick={confirm}>
            Delete medicine
          </Button>
        </div>
      </Dialog>
    </>
  )
}
