import { describe, expect, it } from 'vitest'
import { readSearch } from '@/components/customers/customer-search'

describe('readSearch', () => {
  it('takes what looks like a phone number for one', () => {
    expect(readSearch(' +91 98450-12345 ')).toEqual({ phone: '+91 98450-12345' })
  })

  it('takes everything else for a code, short numbers too', () => {
    expect(readSearch('C-1042')).toEqual({ code: 'C-1042' })
    expect(readSearch('1042')).toEqual({ code: '1042' })
  })

  it('asks for everybody when nothing is typed', () => {
    expect(readSearch('  ')).toEqual({})
  })
})
