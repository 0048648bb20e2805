import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'

export type Person = Schemas['PersonRead']
export type Invitation = Schemas['InvitationRead']
export type RoleRights = Schemas['RoleRead']
export type Role = Person['role']
export type HandedLink = Schemas['LinkRead']

export function usePeople(page: number, size = 50, enabled = true) {
  return useQuery({
    queryKey: ['people', 'list', page, size],
    queryFn: () => unwrap(client.GET('/api/people', { params: { query: { page, page_size: size } } })),
    placeholderData: keepPreviousData,
    enabled,
  })
}

export function useInvitations(page: number, size = 50) {
  return useQuery({
    queryKey: ['people', 'invitations', page],
    queryFn: () =>
      unwrap(client.GET('/api/people/invitations', { params: { query: { page, page_size: size } } })),
    placeholderData: keepPreviousData,
  })
}

export function useRoles() {
  return useQuery({
    queryKey: ['people', 'roles'],
    queryFn: async () => (await unwrap(client.GET('/api/people/roles'))).data,
  })
}

/** A change of people may be one of one's own rights, and is written in the history. */
function useStale() {
  const cache = useQueryClient()
  return () =>
    Promise.all([['people'], ['me'], ['history']].map((queryKey) => cache.invalidateQueries({ queryKey })))
}

const at = (personId: number) => ({ path: { person_id: personId } })

export function useChangeRole(personId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: (role: Role) =>
      unwrap(client.PUT('/api/people/{person_id}', { params: at(personId), body: { role } })),
    onSuccess: stale,
  })
}

/** Shut a person out (`false`), or let them in again. */
export function useLetIn(personId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: (isLetIn: boolean) =>
      isLetIn
        ? unwrap(client.POST('/api/people/{person_id}/enable', { params: at(personId) }))
        : unwrap(client.POST('/api/people/{person_id}/disable', { params: at(personId) })),
    onSuccess: stale,
  })
}

export function useResetLink(personId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: async () =>
      (await unwrap(client.POST('/api/people/{person_id}/reset-link', { params: at(personId) }))).data,
    onSuccess: stale,
  })
}

export function useInvite() {
  const stale = useStale()
  return useMutation({
    mutationFn: async (body: Schemas['InvitationCreate']) =>
      (await unwrap(client.POST('/api/people/invitations', { body }))).data,
    onSuccess: stale,
  })
}

export function useRevokeInvitation() {
  const stale = useStale()
  return useMutation({
    mutationFn: (invitationId: number) =>
      unwrap(
        client.DELETE('/api/people/invitations/{invitation_id}', {
          params: { path: { invitation_id: invitationId } },
        }),
      ),
    onSuccess: stale,
  })
}

export function useChangeRoles() {
  const stale = useStale()
  return useMutation({
    mutationFn: (body: Schemas['RolesChange']) => unwrap(client.PUT('/api/people/roles', { body })),
    onSuccess: () => void stale(), // the form is made anew with the answer, and has to hear of it before
  })
}
