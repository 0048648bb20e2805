import { Card, CardHeader } from '@/components/ui/card'
import { Table, Td, Th } from '@/components/ui/table'
import type { ImportPreview } from '@/hooks/imports'
import { count } from '@/lib/format'

/** Rows that cannot be read, each with where it is, what belongs there and what stands there. */
export function BadRowsCard({ preview }: { preview: ImportPreview }) {
  if (preview.bad_rows_total === 0) return null
  const hidden = preview.bad_rows_total - preview.bad_rows.length
  return (
    <Card className="border-warn/40">
      <CardHeader
        title={`${count(preview.bad_rows_total, 'row')} cannot be read`}
        note="mend them in the file and drop it again, or leave them out"
      />
      <Table label="Rows that cannot be read">
        <thead>
          <tr>
            <Th className="text-right">Row</Th>
            <Th>Column</Th>
            <Th>Expected</Th>
            <Th>Found</Th>
          </tr>
        </thead>
        <tbody>
          {preview.bad_rows.map((bad) => (
            <tr key={`${bad.row}-${bad.column}`}>
              <Td className="num w-16">{bad.row.toLocaleString('en')}</Td>
              <Td>{bad.column ?? '—'}</Td>
              <Td>{bad.expected}</Td>
              <Td>
                <code className="rounded bg-danger-soft px-1.5 py-0.5 font-mono text-2xs text-danger">
                  {bad.found || 'nothing'}
                </code>
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {hidden > 0 ? (
        <p className="border-t px-4 py-2 text-ink-3 text-xs">and {count(hidden, 'more row')}</p>
      ) : null}
    </Card>
  )
}
