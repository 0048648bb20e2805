import { BookmarkCheck } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import { type Reservation, useReleaseReservation, useReservations } from '@/hooks/stock'
import { formatInstant, formatQty } from '@/lib/format'

/** What is kept for somebody. */
export function ReservationsCard() {
  const [page, setPage] = useState(1)
  const reservations = useReservations(page)
  return (
    <Card>
      <CardHeader title="Reservations" note="kept for somebody, not sold to others" />
      <Loaded query={reservations} lines={3}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState icon={<BookmarkCheck />} title="Nothing is reserved" className="py-10">
              Open a medicine and press Reserve to keep units for a customer.
            </EmptyState>
          ) : (
            <>
              <Table label="Reservations">
                <thead>
                  <tr>
                    <Th>For</Th>
                    <Th>Medicine</Th>
                    <Th className="text-right">Units</Th>
                    <Th>Since</Th>
                    <Th>
                      <span className="sr-only">Release</span>
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((reservation) => (
                    <Row key={reservation.id} reservation={reservation} />
                  ))}
                </tbody>
              </Table>
              <Pager meta={meta} onPage={setPage} />
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function Row({ reservation }: { reservation: Reservation }) {
  const { time_zone } = usePharmacy()
  const release = useReleaseReservation()
  return (
    <tr>
      <Td className="min-w-32 font-medium">{reservation.reference}</Td>
      <Td className="max-w-64">
        <Link href={`/medicine/?id=${reservation.medicine_id}`} className="block truncate">
          {reservation.medicine_name}
        </Link>
        <span className="block text-ink-3 text-xs">{reservation.batch_no ?? 'No number'}</span>
      </Td>
      <Td className="num font-medium">{formatQty(reservation.qty)}</Td>
      <Td className="tabular whitespace-nowrap text-ink-3">
        {formatInstant(reservation.created_at, time_zone)}
      </Td>
      <Td className="w-0">
        <Button
          size="sm"
          disabled={release.isPending}
          aria-label={`Release what is kept for ${reservation.reference}`}
          onClick={() =>
            release.mutate(reservation.id, {
              onSuccess: () => toast(`Released what was kept for ${reservation.reference}`),
              onError: (error) => toast.error(error.message),
            })
          }
        >
          Release
        </Button>
      </Td>
    </tr>
  )
}
