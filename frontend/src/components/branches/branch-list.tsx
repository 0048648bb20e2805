import { ArrowRightLeft, MapPin } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { InlineError } from '@/components/ui/states'
import { useSwitchBranch } from '@/hooks/account'
import { type Branch, useBranches } from '@/hooks/branches'
import { ROLE_WORD } from '@/lib/roles'

export function BranchList() {
  const router = useRouter()
  const branches = useBranches()
  const change = useSwitchBranch()
  const goTo = ({ id, name }: Branch) =>
    change.mutate(id, {
      onSuccess: () => {
        router.push('/')
        toast(`You are now in ${name}`)
      },
    })
  return (
    <Card>
      <CardHeader title="Pharmacies" />
      <Loaded query={branches}>
        {(data) => (
          <ul className="divide-y">
            {data.map((branch) => (
              <li key={branch.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
                <div className="min-w-40 flex-1">
                  <p className="flex flex-wrap items-center gap-2">
                    <span className="font-medium">{branch.name}</span>
                    {branch.is_current ? (
                      <Badge tone="accent">
                        <MapPin /> You are here
                      </Badge>
                    ) : null}
                  </p>
                  <p className="text-ink-3 text-xs">
                    {[branch.address, branch.currency, branch.time_zone].filter(Boolean).join(' · ')}
                  </p>
                </div>
                <span className="text-ink-3 text-xs">
                  {branch.role ? ROLE_WORD[branch.role] : 'You do not work here'}
                </span>
                {branch.role && !branch.is_current ? (
                  <Button size="sm" disabled={change.isPending} onClick={() => goTo(branch)}>
                    <ArrowRightLeft /> Switch
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {change.error ? (
        <div className="border-t p-3">
          <InlineError error={change.error} />
        </div>
      ) : null}
    </Card>
  )
}
