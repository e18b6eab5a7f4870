import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { newDomainKey } from '@mcp-registry/testkit/upstreams/domain-key'
import { answerWith } from '@mcp-registry/testkit/upstreams/start-upstream'
import { startIdentityRegistry } from './start-identity-registry.js'

test('a full log of all exchanges, good and bad, holds no token, proof, signature or key', async () => {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  await using registry = await startIdentityRegistry({
    log: pino({ level: 'trace' }, stream),
    env: { MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'true' },
  })
  const key = newDomainKey()
  registry.dns.setTxt('example.com', [[key.record]])
  registry.setSite(answerWith(200, key.record))
  registry.github.setAccount('gho_secret_good', { login: 'alice', id: 1001 })
  const now = Math.floor(registry.clock.now().getTime() / 1000)
  const claims = { iat: now, nbf: now, exp: now + 300 }
  const good = await registry.actions.issue({ ...claims, aud: 'http://registry.test' })
  const bad = await registry.actions.issue({ ...claims, aud: 'elsewhere' })
  const later = new Date(registry.clock.now().getTime() + 1000)
  const [dns, http, wrong] = [
    key.prove('example.com', registry.clock.now()),
    key.prove('example.com', later),
    newDomainKey().prove('example.com', later),
  ]
  const exchanges = [
    ['github-at', { github_token: 'gho_secret_good' }],
    ['github-at', { github_token: 'gho_secret_bad' }],
    ['github-oidc', { oidc_token: good }],
    ['github-oidc', { oidc_token: bad }],
    ['oidc', { oidc_token: good }],
    ['dns', dns],
    ['dns', dns],
    ['http', http],
    ['http', wrong],
    ['none', {}],
  ] as const
  const answers = []
  for (const [method, body] of exchanges) answers.push(await registry.exchange(method, body))
  registry.github.setFault('/user', answerWith(500, 'gho_secret_good'))
  await registry.exchange('github-at', { github_token: 'gho_secret_good' })
  const issued = answers.flatMap(({ body }) => (typeof body['registry_token'] === 'string' ? [body['registry_token']] : []))
  expect(issued).toHaveLength(5)
  await registry.inject({ url: '/v0.1/auth/whoami', headers: { authorization: `Bearer ${issued[0]}` } })

  const log = lines.join('')
  expect(lines.length).toBeGreaterThan(10)
  const secrets = [
    'gho_secret_good',
    'gho_secret_bad',
    good,
    bad,
    ...[good, bad].map((token) => token.split('.')[2] ?? ''),
    ...[dns, http, wrong].map((proof) => proof.signed_timestamp),
    ...issued,
    '0b'.repeat(32),
  ]
  for (const secret of secrets) expect(log.includes(secret), secret.slice(0, 12)).toBe(false)
})
