import { FileDown, Flame } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { useMay, usePharmacy } from '@/hooks/auth'
import { useCertificate, useDestructions } from '@/hooks/expiry'
import { formatInstant, formatMoney } from '@/lib/format'

/** What was destroyed, before whom, and the certificate of each. */
export function DestructionsCard() {
  const [page, setPage] = useState(1)
  const { currency, time_zone } = usePharmacy()
  const mayPrint = useMay('costs.read')
  const certificate = useCertificate()
  const destructions = useDestructions(page)
  return (
    <Card>
      <CardHeader title="Destructions" note="with their certificates" />
      <Loaded query={destructions} lines={3}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState icon={<Flame />} title="Nothing was destroyed yet" className="py-8">
              Select expired batches above and destroy them together before a witness. The certificate stays
              here.
            </EmptyState>
          ) : (
            <>
              <Table label="Destructions">
                <thead>
                  <tr>
                    <Th className="text-right">No.</Th>
                    <Th>When</Th>
                    <Th>Method</Th>
                    <Th>Witness</Th>
                    <Th className="text-right">Written off</Th>
                    <Th>
                      <span className="sr-only">Certificate</span>
                    </Th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((one) => (
                    <tr key={one.id}>
                      <Td className="num w-0">{one.number}</Td>
                      <Td className="tabular whitespace-nowrap text-ink-3">
                        {formatInstant(one.destroyed_at, time_zone)}
                      </Td>
                      <Td className="min-w-40">
                        {one.method}
                        {one.note ? <span className="text-ink-3"> · {one.note}</span> : null}
                      </Td>
                      <Td>{one.witness_name}</Td>
                      <Td className="num font-medium">{formatMoney(one.value, currency)}</Td>
                      <Td className="w-0">
                        {mayPrint ? (
                          <Button
                            size="sm"
                            aria-label={`Certificate of destruction ${one.number}`}
                            onClick={() =>
                              certificate.mutate(one, { onError: (error) => toast.error(error.message) })
                            }
                          >
                            <FileDown /> Certificate
                          </Button>
                        ) : null}
                      </Td>
                    </tr>
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
