import { keepPreviousData } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Pill, ScanBarcode } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog as Radix } from 'radix-ui'
import { useDeferredValue, useState } from 'react'
import { navFor } from '@/components/layout/nav'
import { LinkDialog } from '@/components/scan/link-dialog'
import { useMe } from '@/hooks/auth'
import { useMedicineSearch } from '@/hooks/inventory'
import { useScan, useScanner } from '@/hooks/use-scan'
import { readCode } from '@/lib/barcode'
import { formatQty } from '@/lib/format'

const itemClass =
  'flex h-10 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-sunken [&_svg]:size-4 [&_svg]:text-ink-3'
const groupClass =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-xs'

export function CommandPalette({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const router = useRouter()
  const { data: user } = useMe()
  const [text, setText] = useState('')
  const query = useDeferredValue(text.trim())
  const found = useMedicineSearch(query, {
    enabled: open && query.length > 0,
    placeholderData: keepPreviousData,
  })
  const pages = navFor(user)
    .flatMap(({ items }) => items)
    .filter(({ label }) => label.toLowerCase().includes(query.toLowerCase()))
  const scan = useScan()
  useScanner((code) => void scan.lookUp(code))
  const code = readCode(query)
  const medicines = query ? (found.data?.data ?? []) : []

  const close = (next: boolean) => {
    onOpenChange(next)
    if (!next) setText('')
  }
  const go = (href: string) => {
    close(false)
    router.push(href)
  }

  const lookUp = (scanned: string) => {
    close(false)
    void scan.lookUp(scanned)
  }

  return (
    <>
      <LinkDialog scan={scan} />
      <Radix.Root open={open} onOpenChange={close}>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-black/35 dark:bg-black/60" />
          <Radix.Content
            aria-describedby={undefined}
            className="fixed top-[14vh] left-1/2 z-50 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 animate-appear overflow-hidden rounded-xl border border-line-strong bg-surface shadow-2xl shadow-black/10"
          >
            <Radix.Title className="sr-only">Find a page or a medicine</Radix.Title>
            <Command shouldFilter={false} loop label="Find a page or a medicine">
              <Command.Input
                value={text}
                onValueChange={setText}
                onKeyDown={(event) => {
                  // What is typed by a scanner is here before the list has drawn it.
                  const scanned = event.key === 'Enter' ? readCode(event.currentTarget.value) : null
                  if (!scanned) return
                  event.preventDefault()
                  lookUp(scanned)
                }}
                placeholder="Find a medicine or a page, or scan a pack"
                className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-ink-3"
              />
              <Command.List className="h-72 overflow-y-auto p-1.5">
                {query && !code && !found.isFetching ? (
                  <Command.Empty className="py-10 text-center text-ink-3">
                    Nothing is called “{query}”.
                  </Command.Empty>
                ) : null}
                {code ? (
                  <Command.Group heading="Barcode" className={groupClass}>
                    <Command.Item value="barcode" onSelect={() => lookUp(code)} className={itemClass}>
                      <ScanBarcode />
                      Look up {code}
                    </Command.Item>
                  </Command.Group>
                ) : null}
                {pages.length > 0 ? (
                  <Command.Group heading="Pages" className={groupClass}>
                    {pages.map((item) => (
                      <Command.Item
                        key={item.href}
                        value={item.href}
                        onSelect={() => go(item.href)}
                        className={itemClass}
                      >
                        <item.icon />
                        {item.label}
                      </Command.Item>
                    ))}
                  </Command.Group>
                ) : null}
                {medicines.length > 0 ? (
                  <Command.Group heading="Medicines" className={groupClass}>
                    {medicines.map((medicine) => (
                      <Command.Item
                        key={medicine.id}
                        value={`medicine-${medicine.id}`}
                        onSelect={() => go(`/medicine/?id=${medicine.id}`)}
                        className={itemClass}
                      >
                        <Pill />
                        <span className="min-w-0 flex-1 truncate">
                          {medicine.name} <span className="text-ink-3">{medicine.generic_name}</span>
                        </span>
                        <span className="num text-ink-3 text-xs">
                          {formatQty(medicine.stock_qty)} in stock
                        </span>
                      </Command.Item>
                    ))}
                  </Command.Group>
                ) : null}
              </Command.List>
            </Command>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </>
  )
}
