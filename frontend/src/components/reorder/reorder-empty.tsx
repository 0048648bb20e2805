import { CheckCheck, FileUp, ListFilter } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'

interface ReorderEmptyProps {
  isNarrowed: boolean
  hasMedicines: boolean
  hasAccepted: boolean
  onClear: () => void
}

export function ReorderEmpty({ isNarrowed, hasMedicines, hasAccepted, onClear }: ReorderEmptyProps) {
  if (isNarrowed) {
    return (
      <EmptyState
        icon={<ListFilter />}
        title="No item matches"
        action={<Button onClick={onClear}>Clear the filters</Button>}
      >
        Nothing on the list fits every filter that is set.
      </EmptyState>
    )
  }
  if (!hasMedicines) {
    return (
      <EmptyState
        icon={<FileUp />}
        title="The order list starts with your sales"
        action={
          <Button asChild variant="primary">
            <Link href="/imports/">Import a sales file</Link>
          </Button>
        }
      >
        Drop the file that your till exports. Minutes later this page says what to order, how much, and why.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<CheckCheck />}
      title="Everything is decided"
      action={
        hasAccepted ? (
          <Button asChild>
            <Link href="/reorder/?status=accepted">See what was accepted</Link>
          </Button>
        ) : null
      }
    >
      Nothing needs ordering now. New suggestions come with the next sales.
    </EmptyState>
  )
}
