import { Rows3 } from 'lucide-react'
import type { Ref } from 'react'
import { BudgetField } from '@/components/reorder/budget-field'
import { type ReorderView, SORTS } from '@/components/reorder/filters'
import { URGENCIES, URGENCY_WORD, type Urgency } from '@/components/reorder/urgency-mark'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/field'
import { SearchBox } from '@/components/ui/search-box'
import { Segmented } from '@/components/ui/segmented'
import { usePharmacy } from '@/hooks/auth'
import { useReorderAnalysis } from '@/hooks/reorder'
import type { Changes } from '@/hooks/use-url-state'
import type { Schemas } from '@/lib/api'

interface ToolbarProps {
  view: ReorderView
  searchRef: Ref<HTMLInputElement>
  budget: string | null
  /** Whether a budget may be asked about: it shows costs, and is for what is to be decided. */
  hasBudget: boolean
  onChange: (changes: Changes) => void
  onSearch: (q: string) => void
}

/** Rows behind each urgency, unless they count more than the list shows (items with nothing to order are urgent to nobody). */
function openCounts(analysis: Schemas['ReorderAnalysis'] | undefined) {
  if (!analysis) return undefined
  const { out, at_risk, soon, fine } = analysis.by_urgency
  return out + at_risk + soon + fine === analysis.open_suggestions ? analysis.by_urgency : undefined
}

export function ReorderToolbar({ view, searchRef, budget, hasBudget, onChange, onSearch }: ToolbarProps) {
  const { currency } = usePharmacy()
  const { data: analysis } = useReorderAnalysis()
  const counts = view.status === 'open' ? openCounts(analysis) : undefined
  const urgencies = (['all', ...URGENCIES] as const).map((value: Urgency | 'all') => ({
    value,
    label: value === 'all' ? 'All' : URGENCY_WORD[value],
    count:
      value === 'all' ? (view.status === 'open' ? analysis?.open_suggestions : undefined) : counts?.[value],
  }))
  const suppliers = (analysis?.by_supplier ?? [])
    .map((entry) => entry.supplier_name)
    .filter((name) => name !== null)

  return (
    <div className="flex flex-wrap items-center gap-2 px-6 pb-3 max-md:px-4">
      <div className="max-w-full overflow-x-auto [scrollbar-width:none]">
        <Segmented
          label="Urgency"
          value={view.urgency}
          segments={urgencies}
          onChange={(urgency) => onChange({ urgency: urgency === 'all' ? null : urgency })}
        />
      </div>
      <SearchBox
        ref={searchRef}
        label="Search this list"
        value={view.q}
        onChange={onSearch}
        className="w-48 flex-1 max-md:w-full max-md:flex-none"
      />
      <Select
        aria-label="Supplier"
        className="w-auto max-w-40 max-md:flex-1"
        value={view.supplier}
        onChange={(event) => onChange({ supplier: event.target.value })}
      >
        <option value="">All suppliers</option>
        {view.supplier && !suppliers.includes(view.supplier) ? <option>{view.supplier}</option> : null}
        {suppliers.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Select
        aria-label="Order"
        className="w-auto max-md:flex-1"
        value={view.sort}
        disabled={view.isGrouped}
        onChange={(event) => onChange({ sort: event.target.value === 'urgency' ? null : event.target.value })}
      >
        {SORTS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Button
        aria-pressed={view.isGrouped}
        onClick={() => onChange({ group: view.isGrouped ? null : 'supplier' })}
        className="aria-pressed:border-accent-line aria-pressed:bg-accent-soft aria-pressed:text-accent"
      >
        <Rows3 /> By supplier
      </Button>
      {hasBudget ? (
        <BudgetField
          value={budget}
          currency={currency}
          onChange={(next) => onChange({ budget: next, open: null })}
        />
      ) : null}
    </div>
  )
}
