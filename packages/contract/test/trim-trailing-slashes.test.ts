import { isPublicBaseUrl, PACKAGE_TYPES, PUBLIC_BASE_URLS, trimTrailingSlashes } from '@mcp-registry/contract'
import { expect, test } from 'vitest'

test('only trailing slashes are removed', () => {
  for (const [text, expected] of [
    ['', ''],
    ['/', ''],
    ['///', ''],
    ['https://a.example/b//', 'https://a.example/b'],
    ['//a//b', '//a//b'],
  ] as const)
    expect(trimTrailingSlashes(text), text).toBe(expected)
  expect(trimTrailingSlashes(`a${'/'.repeat(100_000)}b`)).toHaveLength(100_002)
})

test('the public registry of a package type is recognised in any case, with or without a trailing slash', () => {
  for (const type of PACKAGE_TYPES)
    for (const url of PUBLIC_BASE_URLS[type]) {
      expect(isPublicBaseUrl(type, url.toUpperCase())).toBe(true)
      expect(isPublicBaseUrl(type, `${url}//`)).toBe(true)
      expect(isPublicBaseUrl(type, `${url}${'/'.repeat(100_000)}x`)).toBe(false)
      expect(isPublicBaseUrl(type, `${url}.example`)).toBe(false)
    }
})
