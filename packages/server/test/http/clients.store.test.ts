import { CLIENT_DESCRIPTIONS } from '@mcp-registry/client'
import { type ClientJson, type ClientList, compareClients, MAX_CHANGED_CLIENTS } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { startTestRegistry, type TestRegistry } from '../harness/start-test-registry.js'

const CLIENTS = '/v0.1/x/io.modelcontextprotocol.registry/clients'
const VSCODE = 'com.microsoft/vscode'
const at = (id: string) => `${CLIENTS}/${encodeURIComponent(id)}`
const vscode = CLIENT_DESCRIPTIONS.find(({ id }) => id === VSCODE) ?? expect.fail(`${VSCODE} is not described`)

/** A client that the program does not describe. */
function toClient(fields: Partial<ClientJson> = {}): ClientJson {
  return { ...vscode, id: 'com.example/editor', title: 'Example Editor', vendor: 'Example', ...fields }
}

function administer(registry: TestRegistry) {
  return registry.actingAs([{ action: 'edit', resource: '*' }])
}

async function list(registry: TestRegistry, query = ''): Promise<ClientList> {
  return (await registry.get(`${CLIENTS}${query}`)).json<ClientList>()
}

verifies('clients:list', 'the list has the descriptions of the program, and each filter narrows it', async () => {
  await using registry = await startTestRegistry()
  const { clients, metadata } = await list(registry)
  expect(clients).toEqual(CLIENT_DESCRIPTIONS)
  expect(metadata).toEqual({ count: clients.length, changed: [], removed: [] })
  const idsOf = async (query: string) => (await list(registry, query)).clients.map(({ id }) => id)
  const supporting = (name: 'tasks' | 'elicitation') =>
    clients.filter(({ features }) => ['full', 'partial'].includes(features[name].support)).map(({ id }) => id)
  expect(await idsOf('?feature=tasks')).toEqual(supporting('tasks'))
  expect(await idsOf('?feature=elicitation&category=terminal&q=COPILOT%20github')).toEqual(['com.github/copilot-cli'])
  expect(await idsOf('?transport=stdio&category=web')).toEqual([])
  expect(await idsOf('?platform=web')).toContain('com.openai/chatgpt')
  expect(await idsOf('?q=microsoft%20studio%20code')).not.toContain('com.microsoft/visual-studio')
  for (const query of ['?feature=magic', '?transport=http', '?platform=amiga', '?category=toy', `?q=${'a'.repeat(201)}`])
    expect((await registry.get(`${CLIENTS}${query}`)).statusCode, query).toBe(422)
})

test('one client is found by any spelling of its id, also in /v0', async () => {
  await using registry = await startTestRegistry()
  expect((await registry.get(at(VSCODE))).json()).toEqual(vscode)
  expect((await registry.get(at('COM.Microsoft/VSCode').replace('/v0.1/', '/v0/'))).json()).toEqual(vscode)
  for (const id of ['vscode', 'com.example/none', '\0', '%'])
    expect((await registry.get(at(id))).json(), id).toMatchObject({ status: 404, code: 'client-not-found' })
})

verifies('clients:etag', 'the list and each client have an ETag that changes with the content', async () => {
  await using registry = await startTestRegistry()
  const etagOf = async (url: string) => String((await registry.get(url)).headers['etag'])
  const again = (url: string, etag: string) => registry.inject({ method: 'GET', url, headers: { 'if-none-match': etag } })
  for (const url of [CLIENTS, at(VSCODE)]) {
    const etag = await etagOf(url)
    const known = await again(url, etag)
    expect([known.statusCode, known.body, known.headers['etag']]).toEqual([304, '', etag])
    expect(known.headers['cache-control']).toMatch(/^public, max-age=5,/)
    await administer(registry).send('PUT', at(VSCODE), { ...vscode, title: `VS Code ${url.length}` })
    expect((await again(url, etag)).statusCode).toBe(200)
    expect(await etagOf(url)).not.toBe(etag)
  }
})

verifies(
  'clients:operator-changes',
  'what an administrator set or removed is listed in place of the description of the program',
  async () => {
    await using registry = await startTestRegistry()
    const admin = administer(registry)
    const edited = { ...vscode, title: 'Our VS Code' }
    expect((await admin.send('PUT', at('COM.microsoft/vscode'), edited)).json()).toEqual({ id: VSCODE, origin: 'administrator' })
    await admin.send('PUT', at('com.example/editor'), toClient())
    const removed = await admin.send('DELETE', at('com.cursor/cursor'))
    expect(removed.json()).toEqual({ id: 'com.cursor/cursor', origin: 'none' })

    const { clients, metadata } = await list(registry)
    expect(metadata).toEqual({
      count: CLIENT_DESCRIPTIONS.length,
      changed: ['com.example/editor', VSCODE],
      removed: ['com.cursor/cursor'],
    })
    expect(clients.find(({ id }) => id === VSCODE)).toEqual(edited)
    expect(clients.map(({ id }) => id)).not.toContain('com.cursor/cursor')
    expect((await registry.get(at('com.example/editor'))).json()).toEqual(toClient())
    expect(clients).toEqual(clients.toSorted(compareClients))

    // Repeated removals have nothing to remove, and a second change replaces the first.
    expect((await admin.send('DELETE', at('com.cursor/cursor'))).statusCode).toBe(404)
    await admin.send('PUT', at(VSCODE), { ...edited, title: 'Again' })
    expect((await registry.get(at(VSCODE))).json()).toMatchObject({ title: 'Again' })

    const reset = (id: string) => admin.send('DELETE', `${at(id)}?reset=true`)
    expect((await reset(VSCODE)).json()).toEqual({ id: VSCODE, origin: 'program' })
    expect((await reset('com.cursor/cursor')).json()).toEqual({ id: 'com.cursor/cursor', origin: 'program' })
    expect((await reset(VSCODE)).json()).toMatchObject({ code: 'client-not-found' })
    expect((await admin.send('DELETE', at('com.example/editor'))).json()).toEqual({ id: 'com.example/editor', origin: 'none' })
    expect(await list(registry)).toEqual({
      clients: [...CLIENT_DESCRIPTIONS],
      metadata: { count: CLIENT_DESCRIPTIONS.length, changed: [], removed: [] },
    })
    const rows = await registry.store.db.selectFrom('audit_log').select(['action', 'detail']).orderBy('id').execute()
    expect(rows.filter(({ action }) => action.startsWith('client-')).map(({ action, detail }) => `${action} ${detail}`)).toEqual(
      expect.arrayContaining(['client-set COM.microsoft/vscode', `client-remove ${VSCODE}: reset`]),
    )
  },
)

test('a second process shows a change at once', async () => {
  await using registry = await startTestRegistry()
  await using other = await startTestRegistry({ store: registry.store })
  await list(other)
  await administer(registry).send('PUT', at(VSCODE), { ...vscode, title: 'Elsewhere' })
  expect((await other.get(at(VSCODE))).json()).toMatchObject({ title: 'Elsewhere' })
})

test('only an administrator changes the list, and only by a valid document of the client in the path', async () => {
  await using registry = await startTestRegistry()
  const admin = administer(registry)
  const owner = registry.actingAs('com.example')
  for (const method of ['PUT', 'DELETE'] as const)
    expect((await owner.send(method, at('com.example/editor'), toClient())).json()).toMatchObject({ code: 'forbidden' })
  expect((await admin.send('PUT', at('com.example/other'), toClient())).json()).toMatchObject({
    code: 'rule-violated',
    detail: expect.stringContaining('describes com.example/editor'),
  })
  expect((await admin.send('PUT', at('com.example/editor'), { id: 'com.example/editor' })).json()).toMatchObject({
    code: 'invalid-document',
    detail: expect.stringContaining('The client.json has'),
    errors: expect.arrayContaining([expect.objectContaining({ location: expect.stringContaining('body') })]),
  })
  const large = { ...toClient(), padding: 'a'.repeat(65_536) }
  expect((await admin.send('PUT', at('com.example/editor'), large)).json()).toMatchObject({
    code: 'invalid-document',
    detail: expect.stringContaining('at most 65536'),
  })
  expect((await list(registry)).metadata.changed).toEqual([])
})

test('the number of changed clients is limited, and a change of a changed one is not', async () => {
  await using registry = await startTestRegistry()
  const admin = administer(registry)
  const rows = Array.from({ length: MAX_CHANGED_CLIENTS }, (_, nth) => {
    const client = toClient({ id: `com.example/editor-${nth}` })
    return {
      id: client.id,
      document: JSON.stringify(client),
      digest: String(nth),
      updated_at: '2026-01-01T00:00:00.000Z',
      updated_by: 'oidc:admin',
    }
  })
  await registry.store.db.insertInto('client_descriptions').values(rows).execute()
  expect((await admin.send('PUT', at('com.example/editor'), toClient())).json()).toMatchObject({ code: 'too-many-clients' })
  expect((await admin.send('DELETE', at(VSCODE))).json()).toMatchObject({ status: 409, code: 'too-many-clients' })
  const again = toClient({ id: 'com.example/editor-7', title: 'Again' })
  expect((await admin.send('PUT', at(again.id), again)).statusCode).toBe(200)
  const { metadata } = await list(registry)
  expect(metadata.changed).toHaveLength(MAX_CHANGED_CLIENTS)
})
