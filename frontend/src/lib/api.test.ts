import { describe, expect, it, vi } from 'vitest'
import { ApiError, client, sendForm, unwrap } from '@/lib/api'
import { shouldRetry } from '@/lib/query-client'
import { readToken, returnPath, writeToken } from '@/lib/session'
import { jsonResponse } from '@/test/factories'

const refusal = (status: number, details: Record<string, unknown> = {}) =>
  jsonResponse(
    {
      success: false,
      error: 'INSUFFICIENT_STOCK',
      message: 'Only 4 units are left.',
      status_code: status,
      request_id: 'req-1',
      details,
    },
    status,
  )

function answerWith(response: Response) {
  return vi.spyOn(globalThis, 'fetch').mockResolvedValue(response)
}

const getAnalysis = () => unwrap(client.GET('/api/reorder/analysis'))

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ApiError)) throw new Error(`Expected an ApiError, got ${String(error)}`)
  return error
}

describe('errors', () => {
  it('carry code, message, details and the request id', async () => {
    answerWith(refusal(409, { available_qty: 4 }))

    const error = await failure(getAnalysis())

    expect(error).toMatchObject({ code: 'INSUFFICIENT_STOCK', status: 409, requestId: 'req-1' })
    expect(error.message).toBe('Only 4 units are left.')
    expect(error.details.available_qty).toBe(4)
  })

  it('name the field that is wrong, without where it travelled', async () => {
    answerWith(refusal(422, { fields: [{ field: 'body.price', message: 'Too small.', type: 'x' }] }))

    const error = await failure(getAnalysis())

    expect(error.fields).toEqual([{ field: 'price', message: 'Too small.' }])
  })

  it('make sense of an answer that is no error of ours', async () => {
    answerWith(
      new Response('<html>Bad gateway</html>', { status: 502, headers: { 'x-request-id': 'edge-7' } }),
    )

    const error = await failure(getAnalysis())

    expect(error).toMatchObject({ code: 'UNKNOWN', status: 502, requestId: 'edge-7' })
    expect(error.message).not.toContain('<html>')
  })

  it('say so when nobody answers', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'))

    expect(await failure(getAnalysis())).toMatchObject({ code: 'NETWORK', status: 0 })
    expect(await failure(sendForm('/api/imports/sales', new FormData()))).toMatchObject({ code: 'NETWORK' })
  })
})

it('tells that it is the web app, with files too', async () => {
  const channels: (string | null)[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const headers = input instanceof Request ? input.headers : new Headers(init?.headers)
    channels.push(headers.get('x-channel'))
    return jsonResponse({ success: true, data: {}, message: '' })
  })

  await getAnalysis()
  await sendForm('/api/imports/sales', new FormData())

  expect(channels).toEqual(['web', 'web'])
})

describe('the token', () => {
  it('travels with every call', async () => {
    writeToken('abc')
    const fetch = answerWith(jsonResponse({ success: true, data: {}, message: '' }))

    await getAnalysis()

    const request = fetch.mock.calls[0]?.[0]
    expect(request instanceof Request && request.headers.get('authorization')).toBe('Bearer abc')
  })

  it('is dropped when the API no longer takes it', async () => {
    writeToken('old')
    answerWith(refusal(401))

    await failure(getAnalysis())

    expect(readToken()).toBeNull()
  })

  it('survives every other refusal', async () => {
    writeToken('good')
    answerWith(refusal(403))

    await failure(getAnalysis())

    expect(readToken()).toBe('good')
  })
})

it('asks again after silence and server faults, never after a refusal', () => {
  const error = (status: number) => new ApiError({ code: 'X', message: '', status })
  expect(shouldRetry(0, error(0))).toBe(true)
  expect(shouldRetry(0, error(503))).toBe(true)
  expect(shouldRetry(2, error(503))).toBe(false)
  expect(shouldRetry(0, error(404))).toBe(false)
})

it('returns after signing in only to places of this site', () => {
  expect(returnPath('/reorder/?open=3')).toBe('/reorder/?open=3')
  expect(returnPath('//evil.example')).toBe('/')
  expect(returnPath('https://evil.example')).toBe('/')
  expect(returnPath('/\\evil.example')).toBe('/')
  expect(returnPath(null)).toBe('/')
})
