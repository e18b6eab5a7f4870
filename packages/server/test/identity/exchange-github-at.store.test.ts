import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { answerEndlessly, answerJson, answerWith, cutOff, redirectTo } from '@mcp-registry/testkit/upstreams/start-upstream'
import { resourcesOf, startIdentityRegistry } from './start-identity-registry.js'

const TOKEN = { github_token: 'gho_token' }
const ALICE = { login: 'Alice', id: 1001, scopes: ['read:org'] }

function organizations(count: number) {
  return Array.from({ length: count }, (_, index) => ({ login: `org-${index}`, id: 5000 + index }))
}

test('an account gets its own namespace and those of the organisations that it owns', async () => {
  await using registry = await startIdentityRegistry()
  registry.github.setAccount('gho_token', {
    ...ALICE,
    organizations: [
      { login: 'acme', id: 1, role: 'admin' },
      { login: 'bigcorp', id: 2, role: 'member' },
      { login: 'invited', id: 3, role: 'admin', state: 'pending' },
    ],
  })
  const publisher = await registry.login('github-at', TOKEN)
  expect(publisher).toMatchObject({ method: 'github-at', subject: 'Alice' })
  expect(resourcesOf(publisher)).toEqual(['io.github.Alice/*', 'io.github.acme/*'])
  expect(publisher.notGranted).toMatchObject([
    { resource: 'io.github.bigcorp/*', reason: 'not-an-owner' },
    { resource: 'io.github.invited/*', reason: 'invitation-pending' },
  ])
})

verifies('edge-34', 'a token that may not list organisations gets the personal namespace and a note', async () => {
  await using registry = await startIdentityRegistry()
  registry.github.setAccount('gho_token', { ...ALICE, scopes: [], organizations: [{ login: 'acme', id: 1 }] })
  const publisher = await registry.login('github-at', TOKEN)
  expect(resourcesOf(publisher)).toEqual(['io.github.Alice/*'])
  expect(publisher.notGranted).toMatchObject([{ reason: 'scope-missing', detail: expect.stringContaining('read:org') }])
})

verifies('edge-34', 'a pending invitation to own an organisation grants nothing', async () => {
  await using registry = await startIdentityRegistry()
  registry.github.setAccount('gho_token', { ...ALICE, organizations: [{ login: 'acme', id: 1, state: 'pending' }] })
  expect(resourcesOf(await registry.login('github-at', TOKEN))).toEqual(['io.github.Alice/*'])
})

verifies('edge-34', 'an owner of more than a hundred organisations gets all of them', async () => {
  await using registry = await startIdentityRegistry()
  registry.github.setAccount('gho_token', { ...ALICE, organizations: organizations(450) })
  const publisher = await registry.login('github-at', TOKEN)
  expect(resourcesOf(publisher)).toHaveLength(451)
  // The token is long; it still has to come in.
  const { body } = await registry.exchange('github-at', TOKEN)
  const headers = { authorization: `Bearer ${String(body['registry_token'])}` }
  const response = await fetch(`${await registry.listen()}/v0.1/auth/whoami`, { headers })
  expect(response.status).toBe(200)
})

verifies('edge-34', 'a GitHub that limits, fails or answers nonsense is a retryable refusal, never a partial grant', async () => {
  await using registry = await startIdentityRegistry()
  registry.github.setAccount('gho_token', { ...ALICE, organizations: organizations(3) })
  const limited = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767225900' }
  const faults = {
    'a rate limit': answerWith(403, '{"message":"API rate limit exceeded"}', limited),
    'a secondary rate limit': answerWith(403, '{"message":"You have exceeded a secondary rate limit"}', { 'retry-after': '60' }),
    'a bare 403': answerWith(403, '{}'),
    '429': answerWith(429, '{}', { 'retry-after': '17' }),
    '500': answerWith(500, 'oops'),
    'a cut-off answer': cutOff('[{"state":"active"'),
    'a wrong shape': answerJson({ message: 'hello' }),
    'no JSON': answerWith(200, '<html>'),
    'a huge answer': answerEndlessly(50_000_000),
    'a redirect': redirectTo('https://example.com/'),
  }
  for (const path of ['/user', '/user/memberships/orgs'] as const) {
    for (const [fault, answer] of Object.entries(faults)) {
      registry.github.setFault(path, answer)
      const refused = await registry.exchange('github-at', TOKEN)
      expect(refused, `${fault} at ${path}`).toMatchObject({ status: 503, body: { code: 'github-unavailable', retryable: true } })
    }
    registry.github.setFault(path, undefined)
  }
})

test('the time that GitHub asks to wait is passed on', async () => {
  await using registry = await startIdentityRegistry()
  registry.github.setFault('/user', answerWith(429, '{}', { 'retry-after': '17' }))
  const response = await registry.inject({ method: 'POST', url: '/v0/auth/github-at', payload: TOKEN })
  expect(response.headers['retry-after']).toBe('17')
})

test('an access token that GitHub does not know, or that is none, is refused', async () => {
  await using registry = await startIdentityRegistry()
  for (const text of ['gho_unknown', '', 'two words', 'line\r\nbreak', 'ü', 'x'.repeat(1025)]) {
    const refused = await registry.exchange('github-at', { github_token: text })
    expect(refused, text).toMatchObject({ status: 401, body: { code: 'github-token-refused' } })
  }
})

test('a login that was given up and registered again does not inherit the namespace', async () => {
  await using registry = await startIdentityRegistry()
  registry.github.setAccount('first', ALICE)
  await registry.login('github-at', { github_token: 'first' })
  registry.github.setAccount('second', { login: 'alice', id: 2002, organizations: [{ login: 'acme', id: 1 }] })
  const publisher = await registry.login('github-at', { github_token: 'second' })
  expect(resourcesOf(publisher)).toEqual(['io.github.acme/*'])
  expect(publisher.notGranted).toMatchObject([{ resource: 'io.github.alice/*', reason: 'account-changed' }])
  registry.github.setAccount('third', { login: 'alice', id: 2003 })
  const refused = await registry.exchange('github-at', { github_token: 'third' })
  expect(refused).toMatchObject({ status: 403, body: { code: 'github-account-changed' } })
})

test('logins of the same account at once are bound once', async () => {
  await using registry = await startIdentityRegistry()
  registry.github.setAccount('gho_token', { ...ALICE, organizations: organizations(20) })
  const all = await Promise.all(Array.from({ length: 10 }, () => registry.login('github-at', TOKEN)))
  for (const publisher of all) expect(resourcesOf(publisher)).toHaveLength(21)
})

test('organisations behind single sign-on and unusable logins are named', async () => {
  await using registry = await startIdentityRegistry()
  registry.github.setAccount('gho_token', {
    login: 'alice_corp',
    id: 7,
    organizations: [{ login: 'acme', id: 1 }],
    behindSingleSignOn: [99],
  })
  const publisher = await registry.login('github-at', TOKEN)
  expect(resourcesOf(publisher)).toEqual(['io.github.acme/*'])
  expect(publisher.notGranted?.map(({ reason }) => reason)).toEqual(['not-a-namespace', 'single-sign-on'])
})
