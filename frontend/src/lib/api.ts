import createClient, { type Middleware } from 'openapi-fetch'
import { clearToken, readToken } from '@/lib/session'
import type { components, paths } from '@/types/api'

export type Schemas = components['schemas']

/** Same origin in production; the development server points at the API with this variable. */
export const API_URL = process.env.NEXT_PUBLIC_API_URL ?? ''

export interface FieldProblem {
  field: string
  message: string
}

/** A refusal of the API, or no answer at all (`code` NETWORK, `status` 0). */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly requestId: string | null
  readonly details: Record<string, unknown>

  constructor(problem: {
    code: string
    message: string
    status: number
    requestId?: string | null
    details?: Record<string, unknown>
  }) {
    super(problem.message)
    this.name = 'ApiError'
    this.code = problem.code
    this.status = problem.status
    this.requestId = problem.requestId ?? null
    this.details = problem.details ?? {}
  }

  /** What is wrong with which field, as the API named it: "body.price" becomes "price". */
  get fields(): FieldProblem[] {
    const fields = this.details.fields
    if (!Array.isArray(fields)) return []
    return fields.filter(isRecord).map((entry) => ({
      field: String(entry.field ?? '').replace(/^(body|query|path)\./, ''),
      message: String(entry.message ?? 'This value is not accepted.'),
    }))
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Read an error body of the API, or make the best of an answer that is none (a proxy's HTML page). */
export function toApiError(body: unknown, response: Response): ApiError {
  const header = response.headers.get('x-request-id')
  if (!isRecord(body) || typeof body.error !== 'string') {
    const message =
      response.status >= 500
        ? 'The server could not answer. Nothing was changed.'
        : `The server refused this (${response.status}).`
    return new ApiError({ code: 'UNKNOWN', message, status: response.status, requestId: header })
  }
  return new ApiError({
    code: body.error,
    message: typeof body.message === 'string' ? body.message : 'The server refused this.',
    status: response.status,
    requestId: typeof body.request_id === 'string' ? body.request_id : header,
    details: isRecord(body.details) ? body.details : {},
  })
}

const noAnswer = () =>
  new ApiError({ code: 'NETWORK', message: 'The server does not answer. Check the connection.', status: 0 })

/** Say who asks, and that it is through this app: the history tells so. */
function introduce(headers: Headers): void {
  headers.set('X-Channel', 'web')
  const token = readToken()
  if (token) headers.set('Authorization', `Bearer ${token}`)
}

/** A token that no longer counts is dropped; the app shell then leads to the sign-in page and back. */
function dropRefusedToken(response: Response): void {
  if (response.status === 401 && !response.url.includes('/api/auth/')) clearToken()
  if (response.status === 401 && response.url.endsWith('/api/auth/me')) clearToken()
}

const session: Middleware = {
  onRequest({ request }) {
    introduce(request.headers)
    return request
  },
  onResponse({ response }) {
    dropRefusedToken(response)
  },
  onError() {
    return noAnswer()
  },
}

export const client = createClient<paths>({
  baseUrl: API_URL || (typeof window === 'undefined' ? 'http://localhost' : window.location.origin),
  // Looked up at call time, so that a test can stand in for the network.
  fetch: (request) => globalThis.fetch(request),
})
client.use(session)

/** The body of a successful call; throws `ApiError` otherwise. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call
  if (data === undefined) throw toApiError(error, response)
  return data
}

/** Send a form with a file. `openapi-fetch` types files as text, hence this separate way. */
export async function sendForm<T>(path: keyof paths & string, form: FormData): Promise<T> {
  const response = await rawFetch(path, { method: 'POST', body: form })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw toApiError(body, response)
  return body as T
}

/** Fetch a file with the token and hand it to the browser as a download. */
export async function download(path: string, filename: string): Promise<void> {
  const response = await rawFetch(path, {})
  if (!response.ok) throw toApiError(await response.json().catch(() => null), response)
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = filename
  link.click()
  URL.revokeObjectURL(url)
}

async function rawFetch(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers)
  introduce(headers)
  try {
    const response = await globalThis.fetch(`${API_URL}${path}`, { ...init, headers })
    dropRefusedToken(response)
    return response
  } catch {
    throw noAnswer()
  }
}
