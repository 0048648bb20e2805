import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from '@/components/ui/button'
import type { Schemas } from '@/lib/api'

export function Pager({ meta, onPage }: { meta: Schemas['PageMeta']; onPage: (page: number) => void }) {
  if (meta.total_pages <= 1) return null
  const first = (meta.current_page - 1) * meta.page_size + 1
  const last = Math.min(meta.current_page * meta.page_size, meta.total_items)
  return (
    <footer className="flex items-center justify-between border-t px-4 py-2">
      <p className="tabular text-ink-3 text-xs">
        {first}–{last} of {meta.total_items.toLocaleString('en')}
      </p>
      <div className="flex gap-1">
        <Button
          size="icon-sm"
          aria-label="Previous page"
          disabled={!meta.has_prev}
          onClick={() => onPage(meta.current_page - 1)}
        >
          <ChevronLeft />
        </Button>
        <Button
          size="icon-sm"
          aria-label="Next page"
          disabled={!meta.has_next}
          onClick={() => onPage(meta.current_page + 1)}
        >
          <ChevronRight />
        </Button>
      </div>
    </footer>
  )
}
