import { expect, test } from 'vitest'
import { newDomainKey } from '@mcp-registry/testkit/upstreams/domain-key'
import { answerWith, redirectTo } from '@mcp-registry/testkit/upstreams/start-upstream'
import { startIdentityRegistry } from './start-identity-registry.js'
import { verifies } from '../../../../test/verifies.js'

test('a diagnosis shows what was found where, which key signed and how the clocks differ', async () => {
  await using registry = await startIdentityRegistry()
  const [key, other] = [newDomainKey('ecdsap384'), newDomainKey()]
  registry.dns.setTxt('example.com', [['v=spf1 -all'], [other.record], [key.record], ['v=MCPv1; k=rsa; p=AAAA']])
  registry.setSite(redirectTo('https://example.com/elsewhere'))
  const proof = key.prove('example.com', new Date(registry.clock.now().getTime() - 20_000))
  const { status, body } = await registry.exchange('diagnose', proof)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    namespace: 'com.example',
    dns: {
      others: 1,
      records: [
        { algorithm: 'ed25519', signed: false },
        { algorithm: 'ecdsap384', signed: true, fingerprint: expect.stringMatching(/^SHA256:/) },
        { problem: expect.stringContaining('key type') },
      ],
    },
    http: { code: 'proof-unusable', problem: expect.stringContaining('redirect') },
    clock: { skewSeconds: -20, problem: expect.stringContaining('15 seconds') },
  })
  // A diagnosis spends nothing.
  const fresh = key.prove('example.com', registry.clock.now())
  await registry.exchange('diagnose', fresh)
  expect((await registry.exchange('dns', fresh)).status).toBe(200)
})

test('a diagnosis needs no more than a domain, and shows nothing of a page that is no key record', async () => {
  await using registry = await startIdentityRegistry()
  registry.dns.setTxt('example.com', 'servfail')
  registry.setSite(answerWith(200, 'internal secret'))
  const { body } = await registry.exchange('diagnose', { domain: 'example.com' })
  expect(body).toMatchObject({
    dns: { code: 'dns-unavailable' },
    http: { records: [], others: 1, problem: 'No key is published there.' },
  })
  expect(JSON.stringify(body)).not.toContain('secret')
  expect(await registry.exchange('diagnose', { domain: '10.0.0.1' })).toMatchObject({
    status: 400,
    body: { code: 'invalid-domain' },
  })
})

verifies(
  'identity:misplaced-records-are-named',
  'a diagnosis names a key record at the wrong name, and a domain that does not exist',
  async () => {
    await using registry = await startIdentityRegistry()
    expect((await registry.exchange('diagnose', { domain: 'example.com' })).body).toMatchObject({
      dns: { code: 'proof-not-found', problem: expect.stringContaining('does not exist (NXDOMAIN)') },
    })
    registry.dns.setTxt('example.com', [['v=spf1 -all']])
    registry.dns.setTxt('_mcp-auth.example.com', [[newDomainKey().record]])
    expect((await registry.exchange('diagnose', { domain: 'example.com' })).body).toMatchObject({
      dns: { others: 1, problem: expect.stringContaining('those of _mcp-auth.example.com do. Move the record') },
    })
  },
)
