import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { covers, findDeniedNamespace, parseResourcePattern, permits, requirePermission } from '../../src/identity/permissions.js'
import type { Publisher } from '../../src/identity/publisher.js'

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,5}[a-z0-9])?$/)
const namespace = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
const letterCase = (text: string) =>
  fc.array(fc.boolean(), { minLength: text.length, maxLength: text.length }).map((upper) =>
    Array.from(text)
      .map((letter, index) => (upper[index] === true ? letter.toUpperCase() : letter))
      .join(''),
  )

function publisher(options: Partial<Publisher> = {}): Publisher {
  return { method: 'dns', subject: 'example.com', permissions: [], expiresAt: new Date(0), ...options }
}

verifies('edge-29', 'a pattern of the namespaces below does not cover the namespace itself or one that begins alike', () => {
  expect(covers('com.example.*', 'com.example.a.b/x')).toBe(true)
  expect(covers('com.example.*', 'com.example.a/x')).toBe(true)
  for (const name of ['com.example/x', 'com.examplefoo/x', 'com.example-evil/x', 'com.examplefoo.a/x', 'com/example.a']) {
    expect(covers('com.example.*', name), name).toBe(false)
  }
})

verifies('edge-29', 'a pattern of one namespace covers no longer namespace', () => {
  expect(covers('io.github.foo/*', 'io.github.foo/bar')).toBe(true)
  for (const name of ['io.github.foo-bar/x', 'io.github.foo.bar/x', 'io.github.fo/x', 'x.io.github.foo/x', 'io.github.foo']) {
    expect(covers('io.github.foo/*', name), name).toBe(false)
  }
})

test('letter case does not change what a pattern covers', () => {
  fc.assert(
    fc.property(
      fc
        .tuple(namespace, label)
        .chain(([space, name]) =>
          fc.tuple(letterCase(`${space}/${name}`), letterCase(`${space}/*`), letterCase(`${space}/${name}`)),
        ),
      ([name, pattern, exact]) => covers(pattern, name) && covers(exact, name) && covers('*', name),
    ),
  )
})

test('the two wildcard patterns of a namespace never cover the same name', () => {
  fc.assert(
    fc.property(namespace, namespace, label, (pattern, space, name) => {
      const here = covers(`${pattern}/*`, `${space}/${name}`)
      const below = covers(`${pattern}.*`, `${space}/${name}`)
      expect(here).toBe(space === pattern)
      expect(below).toBe(space.startsWith(`${pattern}.`))
    }),
  )
})

test('only the four forms are resource patterns', () => {
  for (const good of ['*', 'com.example/*', 'com.example.*', 'com.example/weather', 'io.github.Foo/*']) {
    expect(parseResourcePattern(good), good).toEqual({ ok: true, value: good })
  }
  for (const bad of [
    '',
    '**',
    'com.example',
    'com.example/w*',
    '*/x',
    'com..example/*',
    '.com/*',
    '/*',
    '.*',
    'a/b/*',
    'a/b.*',
    'a b/*',
  ]) {
    expect(parseResourcePattern(bad).ok, bad).toBe(false)
  }
})

test('an action is permitted only by a permission of that action', () => {
  const permissions = [{ action: 'publish' as const, resource: 'com.example/*' }]
  expect(permits(permissions, 'publish', 'com.example/x')).toBe(true)
  expect(permits(permissions, 'edit', 'com.example/x')).toBe(false)
})

test('a refusal names what the token may publish', () => {
  const bearer = publisher({ permissions: [{ action: 'publish', resource: 'com.example/*' }] })
  expect(() => requirePermission(bearer, 'publish', 'com.other/x')).toThrow(/publish com\.other\/x.*com\.example\/\*/)
})

test('a refusal says why an expected namespace was not granted', () => {
  const bearer = publisher({
    notGranted: [{ resource: 'io.github.acme/*', reason: 'not-an-owner', detail: 'You are a member, not an owner.' }],
  })
  expect(() => requirePermission(bearer, 'publish', 'io.github.acme/x')).toThrow(/member, not an owner/)
})

test('a denied namespace is taken away with all below it, and nothing else', () => {
  const bearer = publisher({
    permissions: [
      { action: 'publish', resource: 'com.example/*' },
      { action: 'publish', resource: 'com.example.*' },
    ],
    deniedNamespaces: ['com.Example.spam'],
  })
  requirePermission(bearer, 'publish', 'com.example/x')
  requirePermission(bearer, 'publish', 'com.example.spam-free/x')
  for (const name of ['com.example.spam/x', 'com.example.SPAM/x', 'com.example.spam.deep/x']) {
    expect(() => requirePermission(bearer, 'publish', name), name).toThrow(expect.objectContaining({ code: 'namespace-denied' }))
  }
  expect(findDeniedNamespace(['com.example.spam'], 'com.example.spam/x')).toBe('com.example.spam')
})

test('an administrator may still take down what is in a denied namespace', () => {
  const administrator = publisher({ permissions: [{ action: 'edit', resource: '*' }], deniedNamespaces: ['com.example'] })
  requirePermission(administrator, 'edit', 'com.example/x')
})
