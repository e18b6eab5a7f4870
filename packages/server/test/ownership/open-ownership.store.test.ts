import type { ServerResponse } from 'node:http'
import { MAX_ITEMS, type Package, RegistryError, type ServerJson } from '@mcp-registry/contract'
import { expect, test, vi } from 'vitest'
import { openOutbound } from '../../src/outbound/open-outbound.js'
import { openOwnership } from '../../src/ownership/open-ownership.js'
import { toPackageUpstreams } from '../../src/ownership/package-upstreams.js'
import { fakeClock } from '../harness/fake-clock.js'
import { openTestStore } from '../harness/open-test-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'
import { type Answer, answerJson, answerWith, hang, startUpstream } from '@mcp-registry/testkit/upstreams/start-upstream'

const NAME = 'io.github.alice/weather'

test('a document without packages needs no proof', async () => {
  await using fixture = await openFixture(answerWith(500))
  await fixture.ownership.prove(serverJson())
  expect(fixture.upstream.requests).toEqual([])
})

test('all refusals are told together, each with its package, the first as the code', async () => {
  await using fixture = await openFixture((request, response) => {
    if (request.url?.startsWith('/right/')) return answerJson({ version: '1.0.0', mcpName: NAME })(request, response)
    if (request.url?.startsWith('/down/')) return answerWith(500)(request, response)
    return answerJson({ version: '1.0.0' })(request, response)
  })
  const elsewhere = { ...npm('right'), registryBaseUrl: 'https://registry.example.com' }
  const document = withPackages(npm('missing'), npm('right'), npm('down'), elsewhere, { ...npm('x'), registryType: 'homebrew' })
  const error = await refusalOf(fixture.ownership.prove(document))
  expect(error.code).toBe('package-marker-missing')
  expect(error.errors.map(({ location }) => location)).toEqual(['packages[0]', 'packages[2]', 'packages[3]', 'packages[4]'])
  expect(error.errors[2]?.message).toContain('remove "registryBaseUrl"')
  expect(error.errors[3]?.message).toContain('npm, pypi')
})

test('a refused package type gets the suggestion that validation gives', async () => {
  await using fixture = await openFixture(answerWith(500))
  const error = await refusalOf(fixture.ownership.prove(withPackages({ ...npm('x'), registryType: 'docker' })))
  expect([error.code, error.message]).toEqual(['package-type-not-supported', expect.stringContaining('Did you mean "oci"?')])
})

test('the configured registry may be named in the document', async () => {
  await using fixture = await openFixture(answerJson({ version: '1.0.0', mcpName: NAME }))
  await fixture.ownership.prove(withPackages({ ...npm('right'), registryBaseUrl: `${fixture.upstream.origin}/` }))
  expect(fixture.upstream.requests).toHaveLength(1)
})

test('a proof of an exact version is remembered, also by the next process; for another server it is none', async () => {
  await using fixture = await openFixture(answerJson({ version: '1.0.0', mcpName: NAME }))
  const document = withPackages(npm('right'))
  await fixture.ownership.prove(document)
  await fixture.ownership.prove(document)
  await fixture.restarted().prove({ ...document, name: NAME.toUpperCase() })
  expect(fixture.upstream.requests).toHaveLength(1)
  const error = await refusalOf(fixture.ownership.prove({ ...document, name: 'io.github.mallory/weather' }))
  expect(error.code).toBe('package-marker-mismatch')
})

test('a refusal is not remembered', async () => {
  const manifest: Record<string, string> = { version: '1.0.0' }
  await using fixture = await openFixture((request, response) => answerJson(manifest)(request, response))
  const document = withPackages(npm('right'))
  await refusalOf(fixture.ownership.prove(document))
  manifest['mcpName'] = NAME
  await fixture.ownership.prove(document)
})

test('the same package is looked up once for all who wait for it', async () => {
  await using fixture = await openFixture(answerJson({ version: '1.0.0', mcpName: NAME }))
  await Promise.all(Array.from({ length: 20 }, () => fixture.ownership.prove(withPackages(npm('right'), npm('right')))))
  expect(fixture.upstream.requests).toHaveLength(1)
})

test('all packages together have one deadline', async () => {
  await using fixture = await openFixture(hang, 200)
  const packages = Array.from({ length: 30 }, (_, index) => npm(`package-${index}`))
  const error = await refusalOf(fixture.ownership.prove(withPackages(...packages)))
  expect(error.code).toBe('package-upstream-unavailable')
  expect(error.errors).toHaveLength(30)
})

test('a document with more packages than the contract allows is refused before any lookup', async () => {
  await using fixture = await openFixture(hang)
  const packages = Array.from({ length: MAX_ITEMS.packages + 1 }, (_, index) => npm(`package-${index}`))
  expect((await refusalOf(fixture.ownership.prove(withPackages(...packages)))).code).toBe('rule-violated')
})

test('while 200 publishes wait for a registry that hangs, reads and other publishes go on, and all 200 are refused in the end', async () => {
  const held = new Set<ServerResponse>()
  let isHanging = true
  await using upstream = await startUpstream((_request, response) => {
    if (isHanging) held.add(response)
    else response.destroy()
  })
  await using outbound = openOutbound()
  await using store = await openTestStore()
  const { npm: patient, ...others } = toUpstreams(upstream.origin)
  const upstreams = { ...others, npm: { ...patient, timeoutMs: 60_000 } }
  const ownership = openOwnership({ outbound, upstreams, store, clock: fakeClock(), deadlineMs: 60_000 })
  await using registry = await startTestRegistry({ ownership })
  const alice = registry.actingAs('io.github.alice')
  const waiting = Array.from({ length: 200 }, async (_, index) => {
    const response = await alice.publish({ ...withPackages(npm(`package-${index}`)), name: `io.github.alice/hanging-${index}` })
    return { status: response.statusCode, code: response.json<{ code: string }>().code }
  })
  await vi.waitFor(() => expect(held.size).toBe(16), { timeout: 60_000 })
  for (let index = 0; index < 10; index += 1) {
    expect((await registry.get('/v0.1/servers?limit=1')).statusCode).toBe(200)
    expect((await alice.publish(serverJson({ name: `io.github.alice/other-${index}` }))).statusCode).toBe(200)
  }
  isHanging = false
  for (const response of held) response.destroy()
  const outcomes = await Promise.all(waiting)
  expect(new Set(outcomes.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(['503 package-upstream-unavailable']))
  expect(upstream.peakConnections()).toBeLessThanOrEqual(16)
}, 120_000)

function npm(identifier: string): Package {
  return { registryType: 'npm', identifier, version: '1.0.0', transport: { type: 'stdio' } }
}

function withPackages(...packages: Package[]): ServerJson {
  return serverJson({ name: NAME, packages })
}

function toUpstreams(origin: string) {
  return toPackageUpstreams({ npm: { baseUrl: origin } })
}

async function openFixture(answer: Answer, deadlineMs = 20_000) {
  const upstream = await startUpstream(answer)
  const outbound = openOutbound()
  const store = await openTestStore()
  const open = () => openOwnership({ outbound, upstreams: toUpstreams(upstream.origin), store, clock: fakeClock(), deadlineMs })
  return {
    upstream,
    ownership: open(),
    /** As another process on the same database has it. */
    restarted: open,
    [Symbol.asyncDispose]: async () => {
      await outbound.close()
      await upstream[Symbol.asyncDispose]()
      await store.close()
    },
  }
}

async function refusalOf(proof: Promise<void>): Promise<RegistryError> {
  const error: unknown = await proof.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof RegistryError) return error
  throw new Error('There was no refusal.', { cause: error })
}
