import { STATUS_CODES } from 'node:http'
import { ERRORS } from '@mcp-registry/contract'
import { expect, test } from 'vitest'

test('the title of an error is the reason phrase of its status', () => {
  // Node has the phrase of 413 from before RFC 9110.
  const phrases: Readonly<Record<number, string | undefined>> = { ...STATUS_CODES, 413: 'Content Too Large' }
  for (const [code, { status, title }] of Object.entries(ERRORS)) expect(title, code).toBe(phrases[status])
})

test('timeouts, rate limits, unavailable dependencies and a login in the second of another are retryable, other errors are not', () => {
  const retryable = Object.entries(ERRORS).filter(([, error]) => error.retryable)
  const others = retryable.filter(([code]) => code !== 'signature-used')
  expect(new Set(others.map(([, { status }]) => status))).toEqual(new Set([408, 424, 429, 500, 503]))
  expect(ERRORS['signature-used']).toMatchObject({ status: 401, retryable: true })
})
