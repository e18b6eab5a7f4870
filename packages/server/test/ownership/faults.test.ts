import { isIPv6 } from 'node:net'
import { ERRORS, PUBLIC_BASE_URLS } from '@mcp-registry/contract'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openOutbound } from '../../src/outbound/open-outbound.js'
import { countDials } from '../outbound/count-dials.js'
import { recordDials } from '../outbound/record-dials.js'
import { REFUSED_ADDRESSES } from '../outbound/refused-addresses.js'
import { makeCertificate } from '@mcp-registry/testkit/upstreams/make-certificate'
import {
  type Answer,
  answerEndlessly,
  answerWith,
  cutOff,
  hang,
  redirectTo,
  startUpstream,
} from '@mcp-registry/testkit/upstreams/start-upstream'
import { checkPackage, type PackageTypeName } from './check-package.js'

const FILE = { fileSha256: '0'.repeat(64) }
const PACKAGES: Readonly<
  Record<PackageTypeName, (host: string) => { identifier: string; version?: string; fileSha256?: string }>
> = {
  npm: () => ({ identifier: '@alice/weather', version: '1.0.0' }),
  pypi: () => ({ identifier: 'weather', version: '1.0.0' }),
  nuget: () => ({ identifier: 'Alice.Weather', version: '1.0.0' }),
  cargo: () => ({ identifier: 'weather', version: '1.0.0' }),
  go: () => ({ identifier: 'github.com/alice/weather', version: 'v1.0.0' }),
  oci: (host) => ({ identifier: `${host}/alice/weather:1.0.0` }),
  mcpb: (host) => ({ identifier: `https://${host}/alice/mcp/releases/download/v1/a.mcpb`, ...FILE }),
}
const TYPES = Object.keys(PACKAGES) as PackageTypeName[]

const FAULTS: Readonly<Record<string, Answer>> = {
  '429': answerWith(429, '', { 'retry-after': '7' }),
  '500': answerWith(500, 'stack trace'),
  '502': answerWith(502),
  'no answer': hang,
  'a cut-off answer': cutOff('PK\u0003\u0004'),
  'a cut-off JSON': cutOff('{"mcpName":"io.github.alice/weather","info":'),
}

describe.each(TYPES)('%s', (type) => {
  // A file that does not begin like an archive need not be read to its end.
  const faults = Object.entries(FAULTS).filter(([fault]) => type !== 'mcpb' || fault !== 'a cut-off JSON')
  for (const [fault, answer] of faults)
    verifies('edge-37', `a registry that sends ${fault} refuses the ${type} package as retryable`, async () => {
      await using upstream = await startUpstream(answer)
      const refusal = await check(type, upstream.origin)
      expect(refusal?.code).toBe('package-upstream-unavailable')
      expect(ERRORS[refusal?.code ?? 'internal'].retryable).toBe(true)
      expect(refusal?.retryAfterSeconds).toBe(fault === '429' ? 7 : 30)
      expect(refusal?.message).not.toContain('stack trace')
    })

  test('a login page, a body of another type and one without end are no proof', async () => {
    const endless = answerEndlessly(100 * 1024 * 1024)
    for (const answer of [answerWith(200, '<html>mcp', { 'content-type': 'text/html' }), answerWith(200, '[1]'), endless]) {
      await using upstream = await startUpstream(answer)
      const refusal = await check(type, upstream.origin)
      // The module proxy need only have the version: any whole response of status 200 says so.
      if (type === 'go') expect(refusal?.code).toBe(answer === endless ? 'package-too-large' : undefined)
      else expect(refusal?.code).toMatch(/^package-(upstream-unavailable|too-large|file-not-zip|marker-missing)$/)
    }
  })

  test('a redirect to another host is not followed', async () => {
    await using elsewhere = await startUpstream(answerWith(200, '{"mcpName":"io.github.alice/weather"}'))
    await using upstream = await startUpstream(redirectTo(elsewhere.origin))
    expect((await check(type, upstream.origin))?.code).toBe('package-redirect-refused')
    expect(elsewhere.connections()).toBe(0)
  })

  test('no address of a refused range is dialled, as answer of DNS or target of a redirect', async () => {
    for (const address of REFUSED_ADDRESSES) {
      const host = publicHostOf(type)
      await using resolved = openOutbound({ resolveHost: async () => [address] })
      const dials = await countDials(async () => {
        const refusal = await checkPackage(type, PACKAGES[type](host), { outbound: resolved })
        expect(refusal?.code, address).toBe('package-address-refused')
      })
      expect(dials).toBe(0)
    }
  })

  test('no address of a refused range is dialled when a document names it', async () => {
    await using outbound = openOutbound({ resolveHost: async () => [] })
    for (const address of REFUSED_ADDRESSES) {
      const literal = isIPv6(address) ? `[${address}]` : address
      const named = ['oci', 'mcpb'].includes(type)
        ? PACKAGES[type](literal)
        : { ...PACKAGES[type](''), registryBaseUrl: `https://${literal}` }
      const dials = await countDials(async () => {
        expect(await checkPackage(type, named, { outbound }), address).toBeDefined()
      })
      expect(dials, address).toBe(0)
    }
  })

  test('no address of a refused range is dialled when the name is asked for again', async () => {
    for (const address of REFUSED_ADDRESSES) {
      const dialled: string[] = []
      let questions = 0
      await using rebinding = openOutbound({
        resolveHost: async () => (questions++ === 0 ? ['1.1.1.1'] : [address]),
        buildDialler: recordDials(dialled),
      })
      const dials = await countDials(async () => {
        expect(await checkPackage(type, PACKAGES[type](publicHostOf(type)), { outbound: rebinding })).toBeDefined()
      })
      expect([dials, [...new Set(dialled)]], address).toEqual([0, ['1.1.1.1']])
    }
  })

  test('a redirect to a private address is not followed', async () => {
    const host = publicHostOf(type)
    const server = type === 'oci' ? 'registry-1.docker.io' : host
    const certificate = await makeCertificate([server])
    await using listener = await startUpstream(answerWith(200, 'secret'))
    for (const target of [
      `https://127.0.0.1:${listener.port}`,
      ...REFUSED_ADDRESSES.map((address) => `https://${isIPv6(address) ? `[${address}]` : address}`),
    ]) {
      await using upstream = await startUpstream(redirectTo(`${target}/x`), certificate)
      await using outbound = openOutbound({
        ca: certificate.cert,
        connectTo: { [`${server}:443`]: { address: '127.0.0.1', port: upstream.port } },
      })
      expect((await checkPackage(type, PACKAGES[type](host), { outbound }))?.code).toBe('package-redirect-refused')
    }
    expect(listener.connections()).toBe(0)
  })
})

verifies('edge-38', 'identifiers that could lead elsewhere are refused before any request', async () => {
  await using upstream = await startUpstream(answerWith(200))
  const hostile = [
    'victim/1.0/json?x=',
    '..',
    '.',
    'a b',
    '',
    'a/../b',
    '%2e%2e',
    'a#b',
    'a\\b',
    '../x',
    'é',
    'a\n',
    '-',
    'a?b',
    '@/a',
    '@a/',
    'a@b:c',
    'x'.repeat(5000),
  ]
  for (const type of TYPES.filter((known) => known !== 'mcpb')) {
    for (const identifier of hostile) {
      if (isHarmless(type, identifier)) continue
      const refusal = await checkPackage(type, { ...PACKAGES[type]('docker.io'), identifier }, { overrides: at(upstream.origin) })
      expect(refusal?.code, `${type} ${identifier.slice(0, 50)}`).toBe('package-invalid-identifier')
    }
  }
  expect(upstream.requests).toEqual([])
})

verifies('edge-38', 'a dist-tag, a range and a missing version are refused before any request', async () => {
  await using upstream = await startUpstream(answerWith(200))
  for (const type of ['npm', 'pypi', 'nuget', 'cargo', 'go'] as const) {
    const { identifier } = PACKAGES[type]('')
    const versions = ['next', '^1.0.0', '1.x', '', '../1.0.0', '1.0.0/json', undefined]
    for (const version of type === 'pypi' ? versions.filter((text) => text !== 'next' && text !== '1.x') : versions) {
      const entry = { identifier, ...(version !== undefined && { version }) }
      expect((await checkPackage(type, entry, { overrides: at(upstream.origin) }))?.code, `${type} ${version}`).toBe(
        'package-invalid-version',
      )
    }
  }
  expect(upstream.requests).toEqual([])
})

function publicHostOf(type: PackageTypeName): string {
  return new URL(PUBLIC_BASE_URLS[type][0] ?? '').host
}

// A dash may begin an npm name.
function isHarmless(type: PackageTypeName, identifier: string): boolean {
  return type === 'npm' && identifier === '-'
}

function check(type: PackageTypeName, origin: string) {
  const entry = PACKAGES[type](new URL(origin).host)
  const identifier = type === 'mcpb' ? entry.identifier.replace('https:', 'http:') : entry.identifier
  return checkPackage(type, { ...entry, identifier }, { overrides: at(origin), timeoutMs: 300, maxBytes: 1_000_000 })
}

function at(origin: string) {
  const based = { baseUrl: origin }
  const hosted = { hosts: [origin] }
  return { npm: based, pypi: based, nuget: based, cargo: based, go: based, oci: hosted, mcpb: hosted }
}
