import { readFileSync } from 'node:fs'
import { parse as parseToml } from '@decimalturn/toml-patch'
import { CLIENT_DESCRIPTIONS, type ClientScope, CLIENTS, findClient, type Launch } from '@mcp-registry/client'
import { CLIENT_TRANSPORTS, type ClientTransport } from '@mcp-registry/contract'
import fc from 'fast-check'
import { parse as parseJsonc } from 'jsonc-parser'
import { parse as parseYaml, stringify } from 'yaml'
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
  const parsers = { json: parseJsonc, jsonc: parseJsonc, toml: parseToml, yaml: parseYaml }
  let value: unknown = parsers[file.format](text)
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
  const written = described.filter(({ configuration: { files } }) => files.length > 0)
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

verifies('config:no-secret-in-clear', 'a client whose references are unknown is given none that a document spells', () => {
  const unknown = described.filter(({ configuration: { files, secrets } }) => files.length > 0 && secrets === undefined)
  expect(unknown.length).toBeGreaterThan(5)
  for (const { shortId } of unknown) {
    for (const value of ['${AWS_SECRET}', '${env:AWS_SECRET}', '{env:AWS_SECRET}', '{file:~/.ssh/id_ed25519}']) {
      const launch: Launch = {
        kind: 'stdio',
        command: 'npx',
        args: [],
        env: { LOOT: value },
        secrets: [],
        warnings: [],
        standIns: [],
      }
      const written = findClient(shortId)?.write(undefined, 'loot', launch)
      expect([shortId, value, written?.ok === false && written.errors.length]).toEqual([shortId, value, 1])
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

describe('a YAML file', () => {
  const existing = [
    '# mine',
    'GOOSE_MODEL: best # of all',
    'extensions:',
    '    developer: # built in',
    '        bundled: true',
    '        args: [ a,  b ]',
    '',
    '# at the end',
    'other: |',
    '    text',
    '',
  ].join('\n')
  const added = [
    '    weather:',
    '      name: weather',
    '      description: ""',
    '      type: streamable_http',
    '      uri: https://mcp.example.com/mcp',
    '      headers:',
    '        X-Plan: free',
    '      enabled: true',
    '      timeout: 300',
    '',
  ].join('\n')
  const writeGoose = (text: string | undefined, transport: ClientTransport = 'streamable-http') => {
    const written = write('goose', 'user', transport, text)
    return written.ok ? written.value.text : written.errors.join()
  }

  verifies('config:nothing-else-touched', 'keeps its comments, its order and its white space', () => {
    const text = existing.replace('b ]\n', `b ]\n${added}`)
    expect(writeGoose(existing)).toBe(text)
    expect(writeGoose(existing.replaceAll('\n', '\r\n'))).toBe(text.replaceAll('\n', '\r\n'))
  })

  test('keeps what the user added to an entry', () => {
    const mine = writeGoose(existing).replace('enabled: true', 'enabled: false # not now\n      bundled: null')
    const changed = writeGoose(mine, 'sse')
    expect(changed).toContain(
      '      type: sse\n      uri: https://mcp.example.com/sse\n      enabled: false # not now\n      bundled: null\n',
    )
    expect(changed).not.toContain('X-Plan')
    expect(changed).toContain('# at the end')
  })

  test.each(['', 'a: 1', '# only a comment\n', 'extensions:\n', 'extensions: # none\nb: 2\n', 'extensions: {}\n'])(
    'that reads %j gets the entry',
    (text) => {
      expect(findServer('goose', 'user', writeGoose(text))).toMatchObject({ uri: 'https://mcp.example.com/mcp' })
    },
  )

  verifies('config:unreadable-is-refused', 'that cannot be read is refused, with the line', () => {
    expect(writeGoose('a: 1\nb: [')).toContain('line 2')
    expect(writeGoose('- a')).toContain('not a YAML mapping')
    expect(writeGoose('extensions: [a]')).toContain('"extensions" in the file of goose is not a mapping')
    expect(writeGoose('extensions: { a: { b: 1 } }')).toContain('cannot be changed safely')
  })

  test('whose aliases expand without end is refused', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(',')}]`,
    )
    expect(writeGoose(['a0: &a0 [x]', ...levels].join('\n'))).toContain('too many aliases')
  })

  verifies('config:nothing-else-touched', 'is the same when it is written twice, and nothing else is touched', () => {
    const word = fc.stringMatching(/^[a-z_][\w-]{0,8}$/)
    const scalar = fc.oneof(fc.boolean(), fc.integer(), fc.string(), fc.constant(null), fc.array(fc.string(), { maxLength: 3 }))
    const mapping = fc.dictionary(word, fc.oneof(scalar, fc.dictionary(word, scalar, { maxKeys: 3 })), { maxKeys: 4 })
    let written = 0
    fc.assert(
      fc.property(
        mapping,
        fc.dictionary(word, mapping, { maxKeys: 3 }),
        word,
        fc.integer({ min: 1, max: 4 }),
        (before, extensions, name, indent) => {
          const text = stringify({ ...before, extensions }, { indent })
          const client = findClient('goose')
          const once = client?.write(text, name, toLaunch('stdio'))
          if (once?.ok !== true) return
          written++
          const twice = client?.write(once.value.text, name, toLaunch('stdio'))
          expect(twice?.ok === true && twice.value.text).toBe(once.value.text)
          const after = parseYaml(once.value.text)
          expect({ ...after, extensions: undefined }).toEqual({ ...before, extensions: undefined })
          expect({ ...after.extensions, [name]: undefined }).toEqual({ ...extensions, [name]: undefined })
        },
      ),
      { numRuns: 200 },
    )
    expect(written).toBeGreaterThan(150)
  })
})
