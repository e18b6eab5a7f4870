import { isRecord } from '@mcp-registry/contract'
import { expect, test } from 'vitest'

test('a record is an object of JSON, and nothing else', () => {
  expect([{}, { a: 1 }, JSON.parse('{}')].every(isRecord)).toBe(true)
  expect([null, undefined, [], 'a', 1, true, () => {}].some(isRecord)).toBe(false)
})
