import { expect, test } from 'vitest'
import { fakeClock } from '../harness/fake-clock.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { serverPath, startTestRegistry } from '../harness/start-test-registry.js'

const BASE = '/v0.1/x/io.modelcontextprotocol.registry'
const NAME = 'com.example/tool'
const TAKEDOWN = `${BASE}/takedowns/${encodeURIComponent(NAME)}`

async function start() {
  const registry = await startTestRegistry({ clock: fakeClock() })
  const owner = registry.actingAs('com.example')
  const admin = registry.actingAs([
    { action: 'publish', resource: '*' },
    { action: 'edit', resource: '*' },
  ])
  for (const version of ['1.0.0', '2.0.0']) await owner.publish(serverJson({ name: NAME, version }))
  return {
    registry,
    owner,
    admin,
    /** With the administrator's token. */
    read: async (path: string) => {
      const authorization = `Bearer ${await admin.token()}`
      return (await registry.inject({ method: 'GET', url: path, headers: { authorization } })).json()
    },
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

test('a takedown hides at once what was cached, and followers of the changes learn of it', async () => {
  await using started = await start()
  const { registry, admin } = started
  const paths = [
    '/v0.1/servers',
    '/v0.1/servers?version=latest',
    serverPath(NAME, 'versions'),
    serverPath(NAME, 'versions', 'latest'),
  ]
  const etags = []
  for (const path of paths) etags.push((await registry.get(path)).headers['etag'])
  const { metadata } = (await registry.get(`${BASE}/changes`)).json()
  const response = await admin.send('PUT', TAKEDOWN, { reason: 'Malware.', publicMessage: 'It leaks data.' })
  expect(response.json()).toMatchObject({ name: NAME, takenDownBy: 'none:test', updatedCount: 2 })
  for (const [nth, path] of paths.entries()) {
    const now = await registry.inject({ method: 'GET', url: path, headers: { 'if-none-match': String(etags[nth]) } })
    expect(now.statusCode, path).not.toBe(304)
    expect(now.body, path).not.toContain('"version":')
  }
  const changes = (await registry.get(`${BASE}/changes?since=${metadata.next}`)).json()
  expect(changes.servers).toHaveLength(2)
  for (const { _meta } of changes.servers)
    expect(Object.values(_meta)[0]).toMatchObject({ status: 'deleted', statusMessage: 'It leaks data.' })
  await admin.send('DELETE', TAKEDOWN)
  expect((await registry.get(serverPath(NAME, 'versions'))).json().servers).toHaveLength(2)
})

test('the owner of what was taken down is told why nothing works', async () => {
  await using started = await start()
  const { owner, admin } = started
  await admin.send('PUT', TAKEDOWN, { reason: 'Malware.' })
  for (const response of [
    await owner.publish(serverJson({ name: NAME, version: '3.0.0' })),
    await owner.setStatus(NAME, '2.0.0', { status: 'active' }),
    await owner.setAllStatuses(NAME, { status: 'active' }),
    await owner.edit(NAME, '2.0.0', serverJson({ name: NAME, version: '2.0.0', title: 'New' })),
  ]) {
    expect(response.json()).toMatchObject({ status: 403, code: 'taken-down', retryable: false })
    expect(response.json().detail).toContain('Only an administrator can lift the takedown.')
    expect(response.body).not.toContain('Malware.')
  }
})

test('takedowns are listed page by page, and every attempt is in the audit log', async () => {
  await using started = await start()
  const { owner, admin, read } = started
  expect((await owner.send('PUT', TAKEDOWN, { reason: 'Mine.' })).json()).toMatchObject({ code: 'forbidden' })
  await admin.send('PUT', `${TAKEDOWN}?version=1.0.0`, { reason: 'Malware.', publicMessage: 'It leaks data.' })
  await admin.send('PUT', TAKEDOWN, { reason: 'All of it.' })
  const first = await read(`${BASE}/takedowns?limit=1`)
  expect(first.takedowns).toMatchObject([{ version: '1.0.0', reason: 'Malware.', publicMessage: 'It leaks data.' }])
  const second = await read(`${BASE}/takedowns?after=${first.takedowns[0].id}`)
  expect(second.takedowns).toMatchObject([{ name: NAME, reason: 'All of it.' }])
  expect(second.takedowns[0]).not.toHaveProperty('version')
  await admin.send('DELETE', TAKEDOWN)
  await admin.send('DELETE', TAKEDOWN)
  const { entries } = await read(`${BASE}/audit?server=${encodeURIComponent(NAME)}&after=2`)
  expect(entries).toMatchObject([
    { action: 'takedown', outcome: 'refused', code: 'forbidden' },
    { action: 'takedown', serverVersion: '1.0.0', outcome: 'done', detail: 'Malware.' },
    { action: 'takedown', outcome: 'done', detail: 'All of it.' },
    { action: 'takedown-lift', outcome: 'done' },
    { action: 'takedown-lift', outcome: 'refused', code: 'takedown-not-found' },
  ])
})

test('denying and allowing a namespace are told apart in the audit log, with the reason', async () => {
  await using started = await start()
  const { admin, read } = started
  await admin.send('PUT', `${BASE}/denylist/com.spam`, { reason: 'Spam.' })
  await admin.send('DELETE', `${BASE}/denylist/com.spam`)
  const { entries } = await read(`${BASE}/audit?after=2`)
  expect(entries).toMatchObject([
    { action: 'denylist', detail: 'com.spam: Spam.', outcome: 'done' },
    { action: 'denylist-lift', detail: 'com.spam', outcome: 'done' },
  ])
})
