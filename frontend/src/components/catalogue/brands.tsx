import Link from 'next/link'
import { Loaded } from '@/components/ui/loaded'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import { useGeneric } from '@/hooks/catalogue'
import { formatMoney, formatQty } from '@/lib/format'
import { unitsOf } from '@/lib/medicine-words'

/** The brands of a generic, the one with most stock first. */
export function Brands({ genericId }: { genericId: number }) {
  const generic = useGeneric(genericId)
  const { currency } = usePharmacy()
  return (
    <div className="border-t bg-canvas pl-7 max-md:pl-0">
      <Loaded query={generic} lines={2}>
        {({ molecule, brands }) => (
          <Table label={`Brands of ${molecule}`}>
            <thead>
              <tr>
                <Th>Brand</Th>
                <Th className="max-md:hidden">Manufacturer</Th>
                <Th className="text-right">Price</Th>
                <Th className="text-right">MRP</Th>
                <Th className="text-right">In stock</Th>
              </tr>
            </thead>
            <tbody>
              {brands.map((brand) => (
                <tr key={brand.id}>
                  <Td>
                    <Link href={`/medicine/?id=${brand.id}`} className="font-medium hover:underline">
                      {brand.name}
                    </Link>
                  </Td>
                  <Td className="text-ink-3 max-md:hidden">{brand.manufacturer ?? '—'}</Td>
                  <Td className="num">{formatMoney(brand.price, currency)}</Td>
                  <Td className="num text-ink-3">
                    {brand.mrp === null ? '—' : formatMoney(brand.mrp, currency)}
                  </Td>
                  <Td className="num whitespace-nowrap font-medium">
                    {formatQty(brand.stock_qty)}{' '}
                    <span className="font-normal text-ink-3 text-xs">
                      {unitsOf(brand.stock_qty, brand.base_unit)}
                    </span>
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Loaded>
    </div>
  )
}
