import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { countDials } from '../outbound/count-dials.js'
import { REFUSED_ADDRESSES } from '../outbound/refused-addresses.js'
import { newDomainKey } from '@mcp-registry/testkit/upstreams/domain-key'
import { answerEndlessly, answerWith, redirectTo } from '@mcp-registry/testkit/upstreams/start-upstream'
import { FORGED_SIGNATURE, SMALL_ORDER_KEYS } from './small-order-keys.js'
import { resourcesOf, startIdentityRegistry } from './start-identity-registry.js'

const DOMAIN = 'example.com'

test.each(['ed25519', 'ecdsap384'] as const)(
  'a domain with an %s key in the DNS gets its namespace and all below',
  async (algorithm) => {
    await using registry = await startIdentityRegistry()
    const key = newDomainKey(algorithm)
    registry.dns.setTxt(DOMAIN, [['v=spf1 -all'], [key.record]])
    const publisher = await registry.login('dns', key.prove('Example.COM', registry.clock.now()))
    expect(publisher).toMatchObject({ method: 'dns', subject: 'example.com' })
    expect(resourcesOf(publisher)).toEqual(['com.example/*', 'com.example.*'])
  },
)

verifies('edge-33', 'an exchange refuses what is no domain before it asks anyone', async () => {
  await using registry = await startIdentityRegistry()
  const key = newDomainKey()
  for (const method of ['dns', 'http']) {
    for (const domain of ['example.com:443', 'user@example.com', 'example.com.', '127.0.0.1', '[::1]', 'com', 'a/b.com']) {
      const refused = await registry.exchange(method, key.prove(domain, registry.clock.now()))
      expect(refused, domain).toMatchObject({ status: 400, body: { code: 'invalid-domain' } })
    }
  }
  expect(registry.dns.questions).toEqual([])
  expect(registry.site.connections()).toBe(0)
})

test('a key for which anyone can sign grants nothing', async () => {
  await using registry = await startIdentityRegistry()
  const outcomes = new Set<unknown>()
  for (const hex of SMALL_ORDER_KEYS) {
    registry.dns.setTxt(DOMAIN, [[`v=MCPv1; k=ed25519; p=${Buffer.from(hex, 'hex').toString('base64')}`]])
    // A point of order eight lets one text in eight pass.
    for (let texts = 0; texts < 16; texts++) {
      registry.clock.advance(1)
      const proof = { domain: DOMAIN, timestamp: registry.clock.now().toISOString(), signed_timestamp: FORGED_SIGNATURE }
      const { status, body } = await registry.exchange('dns', proof)
      outcomes.add(`${status} ${String(body['code'])}`)
    }
  }
  expect([...outcomes]).toEqual(['401 proof-unusable'])
})

verifies('edge-31', 'a signed timestamp is good once, in any method, spelling and process', async () => {
  await using registry = await startIdentityRegistry()
  const key = newDomainKey()
  const p384 = newDomainKey('ecdsap384')
  registry.dns.setTxt(DOMAIN, [[key.record], [p384.record]])
  registry.setSite(answerWith(200, key.record))
  const proof = key.prove(DOMAIN, registry.clock.now())
  const all = await Promise.all([1, 2, 3].map(() => registry.exchange('dns', proof)))
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
  const again = [
    await registry.exchange('dns', { ...proof, signed_timestamp: proof.signed_timestamp.toUpperCase() }),
    await registry.exchange('http', proof),
  ]
  for (const refused of again) {
    expect(refused).toMatchObject({ status: 401, body: { code: 'signature-used', retryable: true } })
  }
  // The same key and text with another valid signature, which anyone can derive from the first.
  const timestamp = registry.clock.now().toISOString()
  expect((await registry.exchange('dns', p384.prove(DOMAIN, timestamp))).status).toBe(200)
  expect(await registry.exchange('dns', p384.prove(DOMAIN, timestamp))).toMatchObject({ body: { code: 'signature-used' } })
})

verifies(
  'identity:same-second-logins-are-retryable',
  'of logins with one key in one second one succeeds, and another signature succeeds in the next',
  async () => {
    await using registry = await startIdentityRegistry()
    const key = newDomainKey()
    registry.dns.setTxt(DOMAIN, [[key.record]])
    const login = () => registry.exchange('dns', key.prove(DOMAIN, registry.clock.now()))
    const all = await Promise.all([login(), login(), login()])
    const refused = all.filter(({ status }) => status !== 200)
    expect(refused).toHaveLength(2)
    for (const answer of refused) expect(answer).toMatchObject({ status: 401, body: { code: 'signature-used', retryable: true } })
    registry.clock.advance(1000)
    expect((await login()).status).toBe(200)
  },
)

verifies('edge-31', 'a timestamp 16 seconds off is refused with the skew, 15 seconds are fine', async () => {
  await using registry = await startIdentityRegistry()
  const key = newDomainKey()
  registry.dns.setTxt(DOMAIN, [[key.record]])
  const at = (seconds: number) => key.prove(DOMAIN, new Date(registry.clock.now().getTime() + seconds * 1000))
  const refused = await registry.exchange('dns', at(-16))
  expect(refused).toMatchObject({
    status: 401,
    body: { code: 'clock-skew', detail: expect.stringContaining('16 seconds behind') },
  })
  expect((await registry.exchange('dns', at(-15))).status).toBe(200)
  expect((await registry.exchange('dns', at(15))).status).toBe(200)
})

verifies('edge-31', 'of two keys the stale one does no harm, and strings of one record are joined', async () => {
  await using registry = await startIdentityRegistry()
  const [key, stale] = [newDomainKey('ecdsap384'), newDomainKey()]
  const padded = `${key.record};${' '.repeat(300)}`
  registry.dns.setTxt(DOMAIN, [
    [stale.record],
    ['v=MCPv1; k=rsa; p=AAAA'],
    [padded.slice(0, 20), padded.slice(20, 255), padded.slice(255)],
  ])
  expect((await registry.exchange('dns', key.prove(DOMAIN, registry.clock.now()))).status).toBe(200)
})

test('each way in which the DNS does not prove anything is told apart', async () => {
  await using registry = await startIdentityRegistry()
  const key = newDomainKey()
  const prove = () => registry.exchange('dns', key.prove(DOMAIN, registry.clock.now()))
  expect(await prove()).toMatchObject({
    status: 401,
    body: { code: 'proof-not-found', detail: expect.stringContaining('does not exist (NXDOMAIN)') },
  })
  registry.dns.setTxt(DOMAIN, [[`"${key.record}"`]])
  expect(await prove()).toMatchObject({
    status: 401,
    body: { code: 'proof-unusable', detail: expect.stringContaining('quotation marks') },
  })
  registry.dns.setTxt(DOMAIN, [['v=spf1 -all']])
  expect(await prove()).toMatchObject({
    status: 401,
    body: { code: 'proof-not-found', detail: expect.stringContaining('of other kinds (1)') },
  })
  registry.dns.setTxt(DOMAIN, [['v=MCPv1; k=ed25519; p=AAAA']])
  expect(await prove()).toMatchObject({
    status: 401,
    body: { code: 'proof-unusable', detail: expect.stringContaining('32 bytes') },
  })
  registry.dns.setTxt(DOMAIN, [[newDomainKey().record]])
  expect(await prove()).toMatchObject({
    status: 401,
    body: { code: 'signature-mismatch', detail: expect.stringContaining('SHA256:') },
  })
  for (const failure of ['servfail', 'refused', 'silent'] as const) {
    registry.dns.setTxt(DOMAIN, failure)
    expect(await prove(), failure).toMatchObject({ status: 503, body: { code: 'dns-unavailable', retryable: true } })
  }
})

test('a domain with a key on its website gets its namespace and none below', async () => {
  await using registry = await startIdentityRegistry()
  const key = newDomainKey()
  registry.setSite(answerWith(200, `${newDomainKey().record}\n${key.record}\n`, { 'content-type': 'text/plain' }))
  const publisher = await registry.login('http', key.prove(DOMAIN, registry.clock.now()))
  expect(publisher).toMatchObject({ method: 'http', subject: DOMAIN })
  expect(resourcesOf(publisher)).toEqual(['com.example/*'])
  expect(registry.site.requests).toEqual(['GET /.well-known/mcp-registry-auth'])
})

test('pages on GitHub prove nothing that a GitHub account would', async () => {
  await using registry = await startIdentityRegistry()
  const key = newDomainKey()
  registry.setSite(answerWith(200, key.record))
  const refused = await registry.exchange('http', key.prove('Alice.GitHub.io', registry.clock.now()))
  expect(refused).toMatchObject({
    status: 403,
    body: { code: 'nothing-granted', detail: expect.stringContaining('Log in with GitHub') },
  })
  expect(registry.site.connections()).toBe(0)
})

verifies(
  'edge-32',
  'a redirect, too many bytes, an HTML page and a failing website are refused, each by its own words',
  async () => {
    await using registry = await startIdentityRegistry()
    const key = newDomainKey()
    const padding = (bytes: number) => key.record.padEnd(bytes, ' ')
    const cases = [
      [redirectTo('https://example.com/elsewhere'), 401, 'proof-unusable', 'redirect'],
      [answerWith(200, padding(4097)), 401, 'proof-unusable', '4096 bytes'],
      [answerEndlessly(100_000_000), 401, 'proof-unusable', '4096 bytes'],
      [answerWith(200, `<!doctype html>\n${key.record}`), 401, 'proof-unusable', 'HTML page'],
      [answerWith(200, key.record, { 'content-type': 'text/html' }), 401, 'proof-unusable', 'HTML page'],
      [answerWith(200, ''), 401, 'proof-not-found', 'nothing'],
      [answerWith(404), 401, 'proof-not-found', 'status 404'],
      [answerWith(403), 401, 'proof-not-found', 'status 403'],
      [answerWith(429), 503, 'proof-host-unavailable', 'status 429'],
      [answerWith(500), 503, 'proof-host-unavailable', 'status 500'],
    ] as const
    for (const [answer, status, code, words] of cases) {
      registry.setSite(answer)
      const refused = await registry.exchange('http', key.prove(DOMAIN, registry.clock.now()))
      expect(refused, words).toMatchObject({ status, body: { code, detail: expect.stringContaining(words) } })
    }
    registry.setSite(answerWith(200, padding(4096)))
    expect((await registry.exchange('http', key.prove(DOMAIN, registry.clock.now()))).status).toBe(200)
  },
)

verifies(
  'edge-32',
  'a website at an address that is not public is not connected to, also when only one of its addresses is',
  async () => {
    let addresses: readonly string[] = []
    await using registry = await startIdentityRegistry({ resolveHost: async () => addresses })
    const key = newDomainKey()
    const dials = await countDials(async () => {
      for (const address of REFUSED_ADDRESSES) {
        for (addresses of [[address], ['8.8.8.8', address]]) {
          const refused = await registry.exchange('http', key.prove('internal.example.org', registry.clock.now()))
          expect(refused, address).toMatchObject({ status: 401, body: { code: 'proof-unusable' } })
        }
      }
    })
    expect(dials).toBe(0)
  },
)

verifies('edge-32', 'the address that was checked is the one that is dialled: the host is looked up once', async () => {
  let lookUps = 0
  await using registry = await startIdentityRegistry({
    resolveHost: async () => {
      lookUps += 1
      return lookUps === 1 ? ['10.0.0.1'] : ['8.8.8.8']
    },
  })
  const refused = await registry.exchange('http', newDomainKey().prove('rebinding.example.org', registry.clock.now()))
  expect(refused).toMatchObject({ status: 401, body: { code: 'proof-unusable', detail: expect.stringContaining('10.0.0.1') } })
  expect(lookUps).toBe(1)
})

test('a proof with a malformed part is refused as such', async () => {
  await using registry = await startIdentityRegistry()
  const key = newDomainKey()
  registry.dns.setTxt(DOMAIN, [[key.record]])
  const proof = key.prove(DOMAIN, registry.clock.now())
  expect(await registry.exchange('dns', { ...proof, timestamp: 'now' })).toMatchObject({
    status: 400,
    body: { code: 'invalid-timestamp' },
  })
  expect(await registry.exchange('dns', { ...proof, signed_timestamp: 'xyz' })).toMatchObject({
    body: { code: 'signature-mismatch' },
  })
  expect(await registry.exchange('dns', { ...proof, more: 1 })).toMatchObject({ status: 422 })
  expect(await registry.exchange('dns', {})).toMatchObject({ status: 422 })
})

verifies(
  'identity:misplaced-records-are-named',
  'a key record that stands below the domain is named in the refusal',
  async () => {
    await using registry = await startIdentityRegistry()
    const key = newDomainKey()
    registry.dns.setTxt(`_mcp-auth.${DOMAIN}`, [[key.record]])
    expect(await registry.exchange('dns', key.prove(DOMAIN, registry.clock.now()))).toMatchObject({
      status: 401,
      body: { code: 'proof-not-found', detail: expect.stringContaining('Move the record to example.com itself') },
    })
  },
)
