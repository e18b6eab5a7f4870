import { expect, test } from 'vitest'
import { findUrl } from '../src/find-url.js'

test('a URL is read, also against a base, and any other text is not', () => {
  expect(findUrl('https://example.com/a')?.pathname).toBe('/a')
  expect(findUrl('../b', 'https://example.com/a/')?.href).toBe('https://example.com/b')
  expect(findUrl('../b')).toBeUndefined()
  expect(findUrl('https://exa mple.com')).toBeUndefined()
})

test('text beyond ASCII is read as often as it is asked for', () => {
  // URL.canParse of Node 20 begins to refuse it after some thousands of calls.
  const text = 'https://exämple.com/'
  let found = 0
  for (let nth = 0; nth < 20_000; nth++) if (findUrl(text) !== undefined) found++
  expect(found).toBe(20_000)
})
