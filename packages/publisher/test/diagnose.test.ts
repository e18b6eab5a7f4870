import { expect, test } from 'vitest'
import { openPrivateKey } from '../src/keys/private-key.js'
import { toProofRecord } from '../src/keys/signer.js'
import { findProofRecord } from '../src/login/proof-record.js'
import { startFakeServer } from '@mcp-registry/testkit/fake-server'
import { openWorkspace } from './harness/workspace.js'
import { verifies } from '../../../test/verifies.js'

const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
const RECORD = toProofRecord(openPrivateKey(SEED))
const OTHER = `v=MCPv1; k=ed25519; p=${Buffer.alloc(32).toString('base64')}`

/** The web server of example.com answers as told; everything else goes where it should. */
function toFetch(wellKnown: () => Response): typeof fetch {
  return async (input, init) => (input === 'https://example.com/.well-known/mcp-registry-auth' ? wellKnown() : fetch(input, init))
}
const notFound = () => new Response('', { status: 404 })

test('a record of the own key is valid as far as this machine sees, if the registry does not show its view', async () => {
  await using registry = await startFakeServer(({ path }) => (path === '/v0.1/health' ? { body: {} } : undefined))
  await using workspace = await openWorkspace({}, { resolveTxt: async () => [['v=spf1'], [RECORD]], fetch: toFetch(notFound) })
  const argv = ['diagnose', 'example.com', '--private-key', SEED, '--registry', registry.url]
  const { exitCode, stdout } = await workspace.run(argv)
  expect(exitCode).toBe(0)
  expect(stdout).toBe(
    [
      'TXT example.com',
      '  seen from this machine:',
      `    ✓ ${RECORD}`,
      'https://example.com/.well-known/mcp-registry-auth',
      '  seen from this machine:',
      '    - the answer is HTTP 404',
      "✓ The clock of this machine agrees with the registry's.",
      `Your key asks for: ${RECORD}`,
      `A login with dns would give com.example/* and com.example.*, as far as this machine sees: ${registry.url} does not show its view.\n`,
    ].join('\n'),
  )
  expect(stdout).not.toContain(SEED.slice(0, 8))
})

test.each([
  { found: async () => [[OTHER]], says: 'this is another key than yours' },
  { found: async () => [['v=spf1'], ['x']], says: 'there is 2 TXT records, none of them "v=MCPv1; …"' },
  {
    found: () => Promise.reject(Object.assign(new Error('x'), { code: 'ESERVFAIL' })),
    says: 'the name servers of the domain fail',
  },
  { found: async () => [['v=MCPv1; k=rsa; p=AAAA']], says: 'Its key type must be "k=ed25519" or "k=ecdsap384".' },
  { found: async () => [['v=MCPv1; k=ed25519; p=AAAA']], says: 'An ed25519 key is the raw 32 bytes; this one has 3.' },
])('a problem of the record is reported: $says', async ({ found, says }) => {
  await using registry = await startFakeServer(() => ({ body: {} }))
  await using workspace = await openWorkspace({}, { resolveTxt: found, fetch: toFetch(notFound) })
  const argv = ['diagnose', 'example.com', '--private-key', SEED, '--registry', registry.url]
  const { exitCode, stdout } = await workspace.run(argv)
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining(says)])
})

test.each([
  { answer: () => Response.redirect('https://www.example.com/'), says: 'redirect' },
  { answer: () => new Response('<html>'), says: 'a text that is not' },
  { answer: () => new Response('x'.repeat(5000)), says: 'larger than 4096 bytes' },
])('a problem of the file is reported: $says', async ({ answer, says }) => {
  await using registry = await startFakeServer(() => ({ body: {} }))
  await using workspace = await openWorkspace({}, { fetch: toFetch(answer) })
  const { exitCode, stdout } = await workspace.run(['diagnose', 'example.com', '--registry', registry.url])
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining(says)])
})

test("a clock that is wrong is noticed, and the registry's own view is passed on", async () => {
  const view = { dns: { records: [{ algorithm: 'ed25519', fingerprint: 'SHA256:x' }] }, http: { records: [] } }
  await using registry = await startFakeServer(({ path }) =>
    path === '/v0.1/health' ? { headers: { date: new Date(Date.now() + 60_000).toUTCString() } } : { body: view },
  )
  await using workspace = await openWorkspace({}, { resolveTxt: async () => [[RECORD]], fetch: toFetch(notFound) })
  const { exitCode, stdout } = await workspace.run(['diagnose', 'example.com', '--json', '--registry', registry.url])
  const { skewSeconds, ...result } = JSON.parse(stdout)
  expect(exitCode).toBe(1)
  expect(skewSeconds).toBeLessThan(-50)
  expect(result).toMatchObject({ domain: 'example.com', registry: view, accepted: ['dns'], ok: false })
})

for (const { name, dns, local, exitCode, says } of [
  {
    name: 'the registry sees the key, and this machine does not',
    dns: { records: [{ algorithm: 'ed25519', fingerprint: 'SHA256:abc', signed: true }] },
    local: [],
    exitCode: 0,
    says: [
      '    ✓ ed25519 SHA256:abc',
      '    - there is no TXT record',
      'A login with dns would give com.example/* and com.example.*.',
    ],
  },
  {
    name: 'the registry does not see the key, and this machine does',
    dns: { records: [], problem: 'No key is published there.' },
    local: [[RECORD]],
    exitCode: 1,
    says: [
      '    - No key is published there.',
      `    ✓ ${RECORD}`,
      'A login would be refused.',
      'This machine sees the record, and the registry does not',
    ],
  },
  {
    name: 'the registry sees another key',
    dns: { records: [{ algorithm: 'ed25519', fingerprint: 'SHA256:old', signed: false }] },
    local: [[RECORD]],
    exitCode: 1,
    says: ['    ✗ ed25519 SHA256:old', '      this is another key than yours'],
  },
])
  verifies('publisher:registry-view-decides', `the view of the registry decides: ${name}`, async () => {
    const view = { dns, http: { records: [], problem: 'answered with status 404.' } }
    await using registry = await startFakeServer(({ path }) => ({ body: path === '/v0.1/auth/diagnose' ? view : {} }))
    await using workspace = await openWorkspace(
      {},
      { resolveTxt: async (domain) => (domain === 'example.com' ? local : []), fetch: toFetch(notFound) },
    )
    const argv = ['diagnose', 'example.com', '--private-key', SEED, '--registry', registry.url]
    const outcome = await workspace.run(argv)
    expect(outcome.exitCode).toBe(exitCode)
    expect(outcome.stdout).toContain(`TXT example.com\n  seen by ${registry.url}:\n`)
    for (const line of says) expect(outcome.stdout).toContain(line)
  })

const codeError = (code: string) => Object.assign(new Error('failed'), { code })

test.each([
  { txt: { 'example.com': [['"v=MCPv1; k=ed25519; p=AAAA"']] }, says: 'It has quotation marks in its value' },
  {
    txt: { 'example.com': [['x']], '_mcp-auth.example.com': [[RECORD]] },
    says: 'the record is at _mcp-auth.example.com; move it to example.com itself',
  },
  {
    txt: { '_mcp-registry.example.com': [[RECORD]], 'example.com': codeError('ENODATA') },
    says: 'the record is at _mcp-registry.example.com',
  },
  { txt: { 'example.com': codeError('ENOTFOUND') }, says: 'the domain does not exist (NXDOMAIN)' },
])('a record at the wrong place or in the wrong form is explained: $says', async ({ txt, says }) => {
  await using registry = await startFakeServer(() => ({ body: {} }))
  const resolveTxt = async (domain: string): Promise<string[][]> => {
    const found = Object.entries(txt).find(([name]) => name === domain)?.[1] ?? []
    if (found instanceof Error) throw found
    return found
  }
  await using workspace = await openWorkspace({}, { resolveTxt, fetch: toFetch(notFound) })
  const { exitCode, stdout } = await workspace.run(['diagnose', 'example.com', '--registry', registry.url])
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining(says)])
})

test.each([
  { code: 'ERR_TLS_CERT_ALTNAME_INVALID', says: 'its certificate is for another host name' },
  { code: 'CERT_HAS_EXPIRED', says: 'its certificate has expired' },
])('a certificate that is not trusted is explained: $code', async ({ code, says }) => {
  await using registry = await startFakeServer(() => ({ body: {} }))
  const failing = () => {
    throw new TypeError('fetch failed', { cause: codeError(code) })
  }
  await using workspace = await openWorkspace({}, { fetch: toFetch(failing) })
  const { stdout } = await workspace.run(['diagnose', 'example.com', '--registry', registry.url])
  expect(stdout).toContain(says)
})

test('a record is read as registries read it', () => {
  expect(findProofRecord(RECORD)).toMatchObject({ algorithm: 'ed25519' })
  expect(findProofRecord(RECORD.replaceAll('; ', ';'))).not.toHaveProperty('problem')
  expect(findProofRecord('v=spf1 -all')).toBeUndefined()
  expect(findProofRecord('v=MCPv2; k=ed25519')).toHaveProperty('problem', expect.stringContaining('version'))
  expect(findProofRecord('v=MCPv1; k=ed25519; p=AAA')).toHaveProperty('problem')
})
