import { readFileSync } from 'node:fs'
import { parse as parseToml } from '@decimalturn/toml-patch'
import { CLIENT_DESCRIPTIONS, type ClientScope, CLIENTS, findClient, type Launch } from '@mcp-registry/client'
import { CLIENT_TRANSPORTS, type ClientTransport } from '@mcp-registry/contract'
import { parse as parseJsonc } from 'jsonc-parser'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'

type Entry = Readonly<Record<string, unknown>>

/** For each client and scope, the entry that it expects over each transport. Secrets are in `fixtures/clients`, and tested elsewhere. */
interface Vectors {
  readonly launches: Readonly<Record<ClientTransport, Pick<Launch, 'kind'>>>
  readonly entries: Readonly<Record<string, Partial<Record<ClientScope, Partial<Record<ClientTransport, Entry>>>>>>
}

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../../../fixtures/client-entries.json', import.meta.url), 'utf8'))
const described = CLIENT_DESCRIPTIONS.map((client) => ({ ...client, shortId: client.id.split('/')[1] ?? '' }))

function toLaunch(transport: ClientTransport): Launch {
  return { secrets: [], warnings: [], standIns: [], ...vectors.launches[transport] } as unknown as Launch
}

function write(id: string, scope: ClientScope, transport: ClientTransport, existing?: string) {
  const client = findClient(id)
  if (client === undefined) throw new Error(`There is no client ${id}.`)
  return client.write(existing, 'weather', toLaunch(transport), scope)
}

function findServer(id: string, scope: ClientScope, text: string): unknown {
  const file = described.find(({ shortId }) => shortId === id)?.configuration.files.find((one) => one.scope === scope)
  if (file === undefined) throw new Error(`${id} has no file of the scope ${scope}.`)
  let value: unknown = file.format === 'toml' ? parseToml(text) : parseJsonc(text)
  for (const key of [...file.key, 'weather']) value = (value as Entry)[key]
  return value
}

for (const [id, scopes] of Object.entries(vectors.entries)) {
  describe(id, () => {
    for (const [scope, entries] of Object.entries(scopes) as [ClientScope, Partial<Record<ClientTransport, Entry>>][]) {
      for (const [transport, entry] of Object.entries(entries) as [ClientTransport, Entry][]) {
        test(`${scope}, ${transport}`, () => {
          const written = write(id, scope, transport)
          if (!written.ok) throw new Error(written.errors.join('\n'))
          expect(written.value.entry).toEqual(entry)
          expect(findServer(id, scope, written.value.text)).toEqual(entry)
          const again = write(id, scope, transport, written.value.text)
          expect(again.ok && again.value.text).toBe(written.value.text)
        })
      }
    }
  })
}

verifies('clients:written-from-descriptions', 'every client with a file is written, over every transport of its entries', () => {
  const written = described.filter(({ configuration: { files } }) => files.some(({ format }) => format !== 'yaml'))
  expect(CLIENTS.map(({ id }) => id).toSorted()).toEqual([...written.map(({ shortId }) => shortId), 'plain'].toSorted())
  for (const { shortId, configuration } of written) {
    const scopes = new Set(configuration.files.map(({ scope }) => scope).filter((scope) => scope !== 'local'))
    expect([shortId, Object.keys(vectors.entries[shortId] ?? {}).toSorted()]).toEqual([shortId, [...scopes].toSorted()])
    for (const scope of scopes) {
      for (const transport of CLIENT_TRANSPORTS) {
        const hasEntry = configuration.entries?.[transport] !== undefined
        expect([shortId, transport, vectors.entries[shortId]?.[scope]?.[transport] !== undefined]).toEqual([
          shortId,
          transport,
          hasEntry,
        ])
        expect([shortId, transport, write(shortId, scope, transport).ok]).toEqual([shortId, transport, hasEntry])
      }
    }
  }
})

test('fields that a new entry starts with belong to the user afterwards', () => {
  const existing = JSON.stringify({ mcp: { weather: { type: 'local', command: ['old'], enabled: false } } })
  const written = write('opencode', 'user', 'streamable-http', existing)
  if (!written.ok) throw new Error(written.errors.join('\n'))
  expect(findServer('opencode', 'user', written.value.text)).toEqual({
    type: 'remote',
    url: 'https://mcp.example.com/mcp',
    headers: { 'X-Plan': 'free' },
    enabled: false,
  })
})

test('what an entry launches is known under the names of every client', () => {
  for (const [id, scopes] of Object.entries(vectors.entries)) {
    const client = findClient(id)
    expect(client?.readLaunched(scopes.user?.stdio ?? {})).toMatchObject({ command: 'npx', args: ['-y', '@alice/weather@1.0.0'] })
    const remote = scopes.user?.['streamable-http']
    if (remote !== undefined) expect(client?.readLaunched(remote)).toEqual({ url: 'https://mcp.example.com/mcp' })
  }
})

test('a transport that a client has not in its file is refused with the way that there is', () => {
  const refused = write('claude-desktop', 'user', 'streamable-http')
  expect(refused.ok ? [] : refused.errors).toEqual([
    'Claude Desktop has no servers over streamable HTTP in its file. Add this one as a connector in its settings.',
  ])
})
