import { Select } from '@/components/ui/field'
import { useBands } from '@/hooks/expiry'

interface RiskToolbarProps {
  supplier: number | null
  sort: string
  onSupplier: (supplier: string | null) => void
  onSort: (sort: string | null) => void
}

export const SORTS = [
  { value: 'expires_on', label: 'First to expire' },
  { value: '-value_at_risk', label: 'Most money at risk' },
  { value: '-unsold_chance', label: 'Most likely to be left' },
  { value: 'medicine_name', label: 'By name' },
] as const

export function RiskToolbar({ supplier, sort, onSupplier, onSort }: RiskToolbarProps) {
  const suppliers = useBands().data?.by_supplier ?? []
  return (
    <div className="flex flex-wrap gap-2">
      <Select
        aria-label="Supplier"
        className="w-auto max-w-48"
        value={supplier ?? ''}
        onChange={(event) => onSupplier(event.target.value || null)}
      >
        <option value="">All suppliers</option>
        {suppliers.map(({ supplier_id, supplier_name }) =>
          supplier_id === null ? null : (
            <option key={supplier_id} value={supplier_id}>
              {supplier_name}
            </option>
          ),
        )}
      </Select>
      <Select
        aria-label="Order"
        className="w-auto"
        value={sort}
        onChange={(event) => onSort(event.target.value === SORTS[0].value ? null : event.target.value)}
      >
        {SORTS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    </div>
  )
}
