import { isIPv6 } from 'node:net'
import { describe, expect, test } from 'vitest'
import { guardedConnect } from '../../src/outbound/guarded-connect.js'
import { openOutbound, type Outbound } from '../../src/outbound/open-outbound.js'
import { OutboundError } from '../../src/outbound/outbound-error.js'
import { makeCertificate } from '@mcp-registry/testkit/upstreams/make-certificate'
import { answerWith, redirectTo, startUpstream } from '@mcp-registry/testkit/upstreams/start-upstream'
import { countDials } from './count-dials.js'
import { recordDials } from './record-dials.js'
import { REFUSED_ADDRESSES } from './refused-addresses.js'

const certificate = await makeCertificate(['example.com'])
const any = { hosts: ['*'], timeoutMs: 5_000 }

describe.each(REFUSED_ADDRESSES)('%s', (address) => {
  const literal = isIPv6(address) ? `[${address}]` : address

  test('as a literal is refused without a dial', async () => {
    await using outbound = openOutbound()
    expect(await countDials(() => expectRefused(outbound, `https://${literal}/`))).toBe(0)
  })

  test('as an answer of DNS, alone or beside public ones, is refused without a dial', async () => {
    await using alone = openOutbound({ resolveHost: async () => [address] })
    await using beside = openOutbound({ resolveHost: async () => ['1.1.1.1', '2606:4700::1111', address] })
    const dials = await countDials(async () => {
      await expectRefused(alone, 'https://example.com/')
      await expectRefused(beside, 'https://example.com/')
    })
    expect(dials).toBe(0)
  })

  test('as the target of a redirect is refused without a dial', async () => {
    await using upstream = await startUpstream(redirectTo(`https://${literal}/`), certificate)
    await using outbound = openOutbound({
      ca: certificate.cert,
      connectTo: { 'example.com:443': { address: '127.0.0.1', port: upstream.port } },
    })
    // The one dial is that of example.com.
    expect(await countDials(() => expectRefused(outbound, 'https://example.com/', 1))).toBe(1)
  })

  test('as the answer to a second question is never heard', async () => {
    const questions: string[] = []
    const dialled: string[] = []
    const connect = guardedConnect({
      connectTo: {},
      connectTimeoutMs: 5_000,
      ca: undefined,
      resolveHost: async (host) => {
        questions.push(host)
        return questions.length === 1 ? ['1.1.1.1'] : [address]
      },
      buildDialler: recordDials(dialled),
    })
    const target = { hostname: 'example.com', host: 'example.com', protocol: 'https:', port: '443' }
    await new Promise<void>((resolve) => connect(target, () => resolve()))
    expect(questions).toEqual(['example.com'])
    expect(dialled).toEqual(['1.1.1.1', '1.1.1.1'])
  })
})

test.each(['http://0x7f.1', 'http://2130706433', 'http://0177.0.0.1', 'http://127.1', 'http://①②⑦.0.0.1'])(
  'IPv4 in an odd spelling is refused: %s',
  async (url) => {
    await using outbound = openOutbound()
    expect(await countDials(() => expectRefused(outbound, url.replace('http:', 'https:')))).toBe(0)
  },
)

test('an IPv6 zone id is not part of a URL', async () => {
  await using outbound = openOutbound()
  await expect(outbound.fetch({ ...any, url: 'https://[fe80::1%25eth0]/' })).rejects.toMatchObject({
    failure: { kind: 'refused-url' },
  })
})

test('a listener on loopback sees nobody, whatever name leads to it', async () => {
  await using listener = await startUpstream(answerWith(200, 'secret'))
  await using outbound = openOutbound({ resolveHost: async () => ['127.0.0.1'] })
  for (const host of ['127.0.0.1', 'localhost', 'rebind.example.com', '[::ffff:127.0.0.1]'])
    await expect(outbound.fetch({ ...any, url: `https://${host}:${listener.port}/` })).rejects.toThrow(OutboundError)
  expect(listener.connections()).toBe(0)
})

async function expectRefused(outbound: Outbound, url: string, maxRedirects = 0): Promise<void> {
  await expect(outbound.fetch({ ...any, url, maxRedirects })).rejects.toMatchObject({
    failure: { kind: 'refused-address' },
  })
}
