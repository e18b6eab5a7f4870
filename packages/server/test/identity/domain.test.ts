import { parseDomain, RegistryError, requireDomain, toDomainNamespace } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { isNamespace } from '../../src/identity/permissions.js'

verifies('edge-33', 'anything but a domain name of two labels is refused', () => {
  const bad = [
    'example.com:443',
    'user@example.com',
    'user:password@example.com',
    'example.com@',
    'example.com.',
    '127.0.0.1',
    '0x7f.1',
    '127.1',
    '2130706433.0',
    '::1',
    '[::1]',
    'localhost',
    'com',
    '',
    '.example.com',
    'example..com',
    'https://example.com',
    'example.com/path',
    'example.com?x',
    'example.com#x',
    'ex%61mple.com',
    'exa mple.com',
    'example.com\n',
    'exam\u0000ple.com',
    '-example.com',
    'example-.com',
    'exam_ple.com',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(127)}com`,
    'example。com。',
    'user＠example.com',
  ]
  for (const text of bad) {
    expect(parseDomain(text).ok, text).toBe(false)
    expect(() => requireDomain(text), text).toThrow(expect.objectContaining({ code: 'invalid-domain' }))
  }
})

verifies('edge-33', 'a domain is folded to lower case and punycode', () => {
  expect(requireDomain('Example.COM')).toBe('example.com')
  expect(requireDomain('Bücher.example')).toBe('xn--bcher-kva.example')
  expect(toDomainNamespace(requireDomain('Api.Example.COM'))).toBe('com.example.api')
})

test('every domain that is accepted makes a namespace, and nothing else is thrown than a refusal', () => {
  const pieces = fc.constantFrom(
    'a',
    'example',
    '.',
    '-',
    '@',
    ':',
    'xn--',
    'ü',
    '。',
    '1',
    '0x',
    '%',
    '/',
    '[',
    ' ',
    '\u0000',
    '😀',
    '\ud800',
  )
  const texts = fc.oneof(
    fc.domain(),
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const result = parseDomain(text)
      if (!result.ok) {
        expect(() => requireDomain(text)).toThrow(RegistryError)
        return
      }
      expect(isNamespace(toDomainNamespace(result.value)) || result.value.length > 198).toBe(true)
      expect(parseDomain(result.value)).toEqual(result)
    }),
    { numRuns: 1000 },
  )
})
