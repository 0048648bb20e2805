import Link from 'next/link'
import { useState } from 'react'
import { Badge, type Tone } from '@/components/ui/badge'
import { Pager } from '@/components/ui/pager'
import { Table, Td, Th } from '@/components/ui/table'
import { type ImportProblem, useImportProblems } from '@/hooks/imports'

const KIND: Record<ImportProblem['kind'], { word: string; tone: Tone }> = {
  bad_row: { word: 'Cannot be read', tone: 'danger' },
  shortage: { word: 'Shelf too short', tone: 'warn' },
  changed: { word: 'Changed since', tone: 'note' },
  closed_period: { word: 'Books closed', tone: 'note' },
}

/** What needs a look after an import; nothing at all when all went well. */
export function ProblemsTable({ importId, enabled }: { importId: number; enabled: boolean }) {
  const [page, setPage] = useState(1)
  const problems = useImportProblems(importId, page, enabled)
  if (!problems.data || problems.data.data.length === 0) return null
  return (
    <section className="border-t">
      <h3 className="px-4 pt-3 pb-1 font-semibold">Worth a look</h3>
      <Table label="Problems of this import">
        <thead>
          <tr>
            <Th>Problem</Th>
            <Th className="text-right">Row</Th>
            <Th>Where</Th>
            <Th>Expected</Th>
            <Th>Found</Th>
          </tr>
        </thead>
        <tbody>
          {problems.data.data.map((problem) => (
            <tr key={problem.id}>
              <Td>
                <Badge tone={KIND[problem.kind].tone}>{KIND[problem.kind].word}</Badge>
              </Td>
              <Td className="num">{problem.row?.toLocaleString('en') ?? '—'}</Td>
              <Td>
                {problem.medicine_id && problem.medicine_name ? (
                  <Link href={`/medicine/?id=${problem.medicine_id}`} className="text-accent hover:underline">
                    {problem.medicine_name}
                  </Link>
                ) : (
                  (problem.medicine_name ?? problem.column ?? '—')
                )}
              </Td>
              <Td>{problem.expected}</Td>
              <Td className="font-medium">{problem.found}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Pager meta={problems.data.meta} onPage={setPage} />
    </section>
  )
}
