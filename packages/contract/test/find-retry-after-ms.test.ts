import { findRetryAfterMs } from '@mcp-registry/contract'
import { expect, test } from 'vitest'

const NOW = Date.UTC(2026, 0, 1)

test('a number of seconds and each format of an HTTP date are understood', () => {
  expect(findRetryAfterMs('120', NOW)).toBe(120_000)
  expect(findRetryAfterMs(' 0 ', NOW)).toBe(0)
  expect(findRetryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', NOW)).toBe(60_000)
  expect(findRetryAfterMs('Thursday, 01-Jan-26 00:01:00 GMT', NOW)).toBe(60_000)
})

test('a date in the past is no delay', () => {
  expect(findRetryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', NOW)).toBe(0)
})

test('a number beyond those that are exact stays a number', () => {
  expect(findRetryAfterMs('9'.repeat(400), NOW)).toBe(Number.MAX_SAFE_INTEGER)
})

test('anything else is as if the header were absent', () => {
  for (const header of [null, undefined, '', 'soon', '-5', '1.5', '2026-01-01', 'Never'])
    expect(findRetryAfterMs(header, NOW), String(header)).toBeUndefined()
})
