import { CircleCheck, PackageX } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import type { Recall } from '@/hooks/recalls'

export function RecallStatus({ recall }: { recall: Recall }) {
  return recall.lifted_at === null ? (
    <Badge tone="danger">
      <PackageX aria-hidden /> Open
    </Badge>
  ) : (
    <Badge>
      <CircleCheck aria-hidden /> Lifted
    </Badge>
  )
}
