import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { client, type Schemas, unwrap } from '@/lib/api'
import { can, type Permission } from '@/lib/permissions'
import { clearToken, readToken, watchToken, writeToken } from '@/lib/session'

export type User = Schemas['UserRead']

/** The token of this browser; `undefined` until the page has come alive. */
export function useToken(): string | null | undefined {
  return useSyncExternalStore<string | null | undefined>(watchToken, readToken, () => undefined)
}

export function useMe() {
  return useQuery({
    queryKey: ['me'],
    queryFn: async () => (await unwrap(client.GET('/api/auth/me'))).data,
    staleTime: 5 * 60_000,
  })
}

export function usePharmacy(): User['pharmacy'] {
  const { data } = useMe()
  return data?.pharmacy ?? { id: 0, name: '', currency: 'INR', time_zone: 'UTC' }
}

export function useMay(permission: Permission): boolean {
  return can(useMe().data, permission)
}

/** Start afresh as somebody who just signed in. */
export function useEnter() {
  const cache = useQueryClient()
  return (answer: Schemas['TokenRead']) => {
    cache.clear()
    cache.setQueryData(['me'], answer.user)
    writeToken(answer.access_token)
  }
}

export function useSignIn() {
  const enter = useEnter()
  return useMutation({
    mutationFn: async (body: { email: string; password: string; totp_code?: string | null }) =>
      (await unwrap(client.POST('/api/auth/login', { body }))).data,
    onSuccess: enter,
  })
}

export function useRegister() {
  const enter = useEnter()
  return useMutation({
    mutationFn: async (body: { email: string; password: string; full_name: string; pharmacy_name: string }) =>
      (await unwrap(client.POST('/api/auth/register', { body }))).data,
    onSuccess: enter,
  })
}

export function useSignOut(): () => void {
  const cache = useQueryClient()
  return () => {
    clearToken()
    cache.clear()
  }
}
