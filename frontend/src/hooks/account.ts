import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEnter } from '@/hooks/auth'
import { client, type Schemas, unwrap } from '@/lib/api'
import { writeToken } from '@/lib/session'

/** Go on in another pharmacy: what is on the screen is asked for again there. */
export function useSwitchBranch() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (pharmacyId: number) =>
      (await unwrap(client.POST('/api/auth/switch', { body: { pharmacy_id: pharmacyId } }))).data,
    onSuccess: (answer) => {
      writeToken(answer.access_token)
      cache.setQueryData(['me'], answer.user)
      void cache.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' })
    },
  })
}

export function useAcceptInvitation() {
  const enter = useEnter()
  return useMutation({
    mutationFn: async (body: Schemas['AcceptInvitation']) =>
      (await unwrap(client.POST('/api/auth/accept', { body }))).data,
    onSuccess: enter,
  })
}

export function useResetPassword() {
  return useMutation({
    mutationFn: (body: Schemas['PasswordReset']) => unwrap(client.POST('/api/auth/reset', { body })),
  })
}

/** A new password ends every token; the answer brings the one to go on with. */
export function useChangePassword() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (body: Schemas['PasswordChange']) =>
      (await unwrap(client.POST('/api/auth/password', { body }))).data,
    onSuccess: (answer) => {
      writeToken(answer.access_token)
      cache.setQueryData(['me'], answer.user)
    },
  })
}

export function useSetUpTotp() {
  return useMutation({
    mutationFn: async () => (await unwrap(client.POST('/api/auth/totp/setup'))).data,
  })
}

export function useConfirmTotp() {
  return useMutation({
    mutationFn: async (code: string) =>
      (await unwrap(client.POST('/api/auth/totp/confirm', { body: { code } }))).data.recovery_codes,
  })
}

export function useDisableTotp() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: Schemas['TotpDisable']) => unwrap(client.POST('/api/auth/totp/disable', { body })),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['me'] }),
  })
}
