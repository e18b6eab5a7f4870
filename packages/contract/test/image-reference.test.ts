import { parseImageReference } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'

const DIGEST = `sha256:${'a'.repeat(64)}`

verifies('edge-40', 'references with a tag, a digest or both are parsed; the host is optional', () => {
  expect(read('ghcr.io/alice/weather:1.0.0')).toEqual(['ghcr.io', 'alice/weather', '1.0.0', undefined])
  expect(read(`ghcr.io/alice/weather@${DIGEST}`)).toEqual(['ghcr.io', 'alice/weather', undefined, DIGEST])
  expect(read(`ghcr.io/alice/weather:1.0.0@${DIGEST}`)).toEqual(['ghcr.io', 'alice/weather', '1.0.0', DIGEST])
  expect(read('alice/weather:1')).toEqual(['docker.io', 'alice/weather', '1', undefined])
  expect(read('weather:1')).toEqual(['docker.io', 'library/weather', '1', undefined])
  expect(read('index.docker.io/weather:1')).toEqual(['docker.io', 'library/weather', '1', undefined])
  expect(read('localhost:5000/a/b__c---d.e:latest')).toEqual(['localhost:5000', 'a/b__c---d.e', 'latest', undefined])
  expect(read('GHCR.io/a/b:1')).toEqual(['ghcr.io', 'a/b', '1', undefined])
})

test.each([
  '',
  'ghcr.io/alice/weather',
  'weather',
  'https://ghcr.io/alice/weather:1',
  'ghcr.io/Alice/weather:1',
  'ghcr.io/alice/../weather:1',
  'ghcr.io//weather:1',
  'ghcr.io/alice/weather:',
  'ghcr.io/alice/weather:a b',
  'ghcr.io/alice/weather:1/../../x',
  'ghcr.io/alice/weather:1?x=y',
  'ghcr.io/alice/weather@sha256:abc',
  `ghcr.io/alice/weather@sha512:${'a'.repeat(128)}`,
  `ghcr.io/alice/weather@${DIGEST}@${DIGEST}`,
  `ghcr.io/alice/weather@${DIGEST.toUpperCase()}`,
  'ghcr.io/a__ _b:1',
  'ghcr.io/a..b:1',
  'ghcr.io/-a:1',
  'user@ghcr.io/alice/weather:1',
  'ghcr.io:99999999/a:1',
  '[::1]:5000/a:1',
  '.io/a/b:1',
  'ghcr.io/alice/weather:1\n',
  `ghcr.io/${'a'.repeat(256)}:1`,
])('%j is not a reference', (text) => {
  expect(parseImageReference(text).ok).toBe(false)
})

test('the message about a tag states the rule', () => {
  const [message] = read('ghcr.io/alice/weather:.1') as readonly string[]
  expect(message).toContain('does not start with a dot or a dash')
  for (const tag of ['_1', 'A.-_', '1'.repeat(128)]) expect(read(`a:${tag}`)).toContain(tag)
  for (const tag of ['.1', '-1', '1'.repeat(129)]) expect(read(`a:${tag}`)).toEqual([message])
})

test('a parsed reference identifies exactly one repository of one host', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9.:/@_-]{0,60}$/)), (text) => {
      const result = parseImageReference(text)
      if (!result.ok) return
      const { host, repository, tag, digest } = result.value
      const url = new URL(`https://${host}/v2/${repository}/manifests/${digest ?? tag}`)
      expect(url.pathname).toBe(`/v2/${repository}/manifests/${digest ?? tag}`)
      expect(url.search + url.hash + url.username).toBe('')
    }),
  )
})

test('malicious references are parsed in linear time', () => {
  for (const text of [
    `ghcr.io/${'a'.repeat(100_000)}!`,
    `ghcr.io/${'a-'.repeat(120)}!`,
    'a/'.repeat(120),
    `${'a.'.repeat(120)}/`,
  ])
    expect(parseImageReference(text).ok).toBe(false)
})

function read(text: string): unknown {
  const result = parseImageReference(text)
  if (!result.ok) return result.errors
  const { host, repository, tag, digest } = result.value
  return [host, repository, tag, digest]
}
