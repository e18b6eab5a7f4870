import { CLIENT_DESCRIPTIONS, findClient, type Launch, toInstallCommands, toInstallLinks } from '@mcp-registry/client'
import type { ClientJson } from '@mcp-registry/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'

const serverName = 'com.example/weather'
const notes = { secrets: [], warnings: [], standIns: [] }
// Signs that a URL, a query, JSON, a shell or a second decoding would change.
const ODD = 'a b&c=d+e%41"\\ é{url} 100% #?/'
const stdio: Launch = { kind: 'stdio', command: 'npx', args: ['-y', '@alice/weather@1.0.0', ODD], env: { UNITS: ODD }, ...notes }
const bare: Launch = { kind: 'stdio', command: 'npx', args: ['-y', '@alice/weather@1.0.0', ODD], env: {}, ...notes }
const http: Launch = {
  kind: 'http',
  type: 'streamable-http',
  url: 'https://mcp.example.com/mcp?plan=a%20b&x=1+1',
  headers: { 'X-Plan': 'free & easy, 100%' },
  ...notes,
}
const plainHttp: Launch = { ...http, headers: {} }
const LAUNCHES = { stdio, bare, http, plainHttp }

/** A launch with a secret that the user has not given yet. */
const withSecret: Launch = {
  ...http,
  headers: { Authorization: 'Bearer ' },
  secrets: [{ id: 'Authorization', isGiven: false, spans: [{ path: ['headers', 'Authorization'], start: 7, end: 7 }] }],
}
const GIVEN = 'hunter2-s3cr3t'
const withGivenSecret: Launch = {
  ...http,
  headers: { Authorization: `Bearer ${GIVEN}` },
  secrets: [
    { id: 'Authorization', isGiven: true, spans: [{ path: ['headers', 'Authorization'], start: 7, end: 7 + GIVEN.length }] },
  ],
}

function getClient(id: string): ClientJson {
  const client = CLIENT_DESCRIPTIONS.find((one) => one.id.endsWith(`/${id}`))
  if (client === undefined) throw new Error(`There is no client ${id}.`)
  return client
}

function writeEntry(client: ClientJson, launch: Launch) {
  const id = client.id.slice(client.id.indexOf('/') + 1)
  const written = findClient(id)?.write(undefined, id === 'vscode' ? serverName : 'weather', launch)
  return written?.ok === true ? written.value : undefined
}

function listUrls(id: string, launch: Launch): readonly string[] {
  const links = toInstallLinks(getClient(id), { serverName, launch })
  if (!links.ok) throw new Error(links.errors.join(' '))
  return links.value.map(({ url }) => url)
}

/** Decodes a link as its client does: the name, the entry, and the questions. */
type Decode = (link: URL) => { name: unknown; entry: Record<string, unknown>; inputs?: unknown }

const fromBase64: Decode = ({ searchParams }) => ({
  name: searchParams.get('name'),
  entry: JSON.parse(Buffer.from(searchParams.get('config') ?? '', 'base64').toString()),
})
const fromJson: Decode = ({ searchParams }) => ({
  name: searchParams.get('name'),
  entry: JSON.parse(searchParams.get('config') ?? ''),
  ...(searchParams.has('inputs') && { inputs: JSON.parse(searchParams.get('inputs') ?? '') }),
})
const fromNamed: Decode = ({ search }) => {
  const { name, inputs, ...entry } = JSON.parse(decodeURIComponent(search.slice(1)))
  return { name, entry, ...(inputs !== undefined && { inputs }) }
}
// VS Code parses the URI, which decodes it, and then decodes the query again.
const fromNamedTwice: Decode = ({ search }) => {
  const { name, inputs, ...entry } = JSON.parse(decodeURIComponent(decodeURIComponent(search.slice(1))))
  return { name, entry, ...(inputs !== undefined && { inputs }) }
}
const toEnv = (list: readonly string[]) =>
  Object.fromEntries(list.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
const fromParameters: Decode = ({ searchParams }) => ({
  name: searchParams.get('name'),
  entry: searchParams.has('url')
    ? { type: searchParams.get('type'), uri: searchParams.get('url') }
    : {
        type: 'stdio',
        cmd: searchParams.get('cmd'),
        args: searchParams.getAll('arg'),
        ...(searchParams.has('env') && { envs: toEnv(searchParams.getAll('env')) }),
      },
})
const fromConnector: Decode = ({ searchParams }) => ({
  name: searchParams.get('connectorName'),
  entry: { url: searchParams.get('connectorUrl') },
})

const DECODERS: Readonly<Record<string, readonly Decode[]>> = {
  claude: [fromConnector],
  cursor: [fromBase64, fromBase64],
  goose: [fromParameters],
  kiro: [fromJson],
  'lm-studio': [fromBase64, fromBase64],
  raycast: [fromNamed],
  'visual-studio': [fromNamed],
  vscode: [fromNamedTwice, fromNamedTwice, fromJson, fromJson],
}

describe('links', () => {
  verifies('install:links-carry-the-entry', 'every link is decoded to the entry that is written into the file', () => {
    const linked = CLIENT_DESCRIPTIONS.filter(({ configuration }) => configuration.links.some(({ isInstall }) => isInstall))
    expect(linked.map(({ id }) => id.split('/')[1] ?? '').toSorted()).toEqual(Object.keys(DECODERS))
    const decoded = new Set<string>()
    for (const client of linked) {
      const id = client.id.split('/')[1] ?? ''
      for (const [kind, launch] of Object.entries(LAUNCHES)) {
        const links = toInstallLinks(client, { serverName, launch })
        if (!links.ok) continue
        for (const [index, { url }] of links.value.entries()) {
          const { name, entry } = DECODERS[id]?.[index]?.(new URL(url)) ?? {}
          expect([id, kind, name]).toEqual([id, kind, id === 'vscode' ? serverName : 'weather'])
          const written =
            writeEntry(client, launch)?.entry ??
            (launch.kind === 'http' ? { url: launch.url } : { type: 'stdio', command: 'npx', args: bare.args })
          if (id === 'goose') expect(written).toMatchObject(entry ?? {})
          else expect([id, kind, entry]).toEqual([id, kind, written])
          decoded.add(`${id} ${kind}`)
        }
      }
    }
    const missing = Object.keys(DECODERS)
      .flatMap((id) => Object.keys(LAUNCHES).map((kind) => `${id} ${kind}`))
      .filter((one) => !decoded.has(one))
    expect(missing.toSorted()).toEqual([
      'claude bare',
      'claude http',
      'claude stdio',
      'goose http',
      'raycast http',
      'raycast plainHttp',
      'raycast stdio',
    ])
  })

  test('the documented forms', () => {
    const small: Launch = { kind: 'stdio', command: 'npx', args: ['-y', 'weather'], env: { UNITS: 'm=1' }, ...notes }
    expect(listUrls('goose', small)).toEqual([
      'goose://extension?cmd=npx&arg=-y&arg=weather&env=UNITS%3Dm%3D1&timeout=300&id=weather&name=weather&description=weather',
    ])
    expect(listUrls('cursor', plainHttp)[0]).toBe(
      `cursor://anysphere.cursor-deeplink/mcp/install?name=weather&config=${encodeURIComponent(Buffer.from(`{"url":"${plainHttp.kind === 'http' ? plainHttp.url.replace('%', '\\u0025') : ''}"}`).toString('base64'))}`,
    )
    expect(listUrls('devin-desktop', withSecret)).toEqual(['windsurf://windsurf-mcp-registry?serverName=com.example%2Fweather'])
    expect(toInstallLinks(getClient('windsurf'), { serverName, launch: http })).toMatchObject({ value: [{ isInstall: false }] })
  })

  test('any text survives the way through every link', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        const launch: Launch = { ...stdio, args: [text], env: { TEXT: text }, secrets: [], warnings: [], standIns: [] }
        for (const id of ['cursor', 'goose', 'kiro', 'visual-studio', 'vscode']) {
          const links = toInstallLinks(getClient(id), { serverName, launch })
          // A document may not spell what the client expands.
          if (!links.ok) expect(text).toMatch(/\$|\{/)
          else
            for (const [index, { url }] of links.value.entries())
              expect(DECODERS[id]?.[index]?.(new URL(url)).entry).toMatchObject({ args: [text] })
        }
      }),
    )
  })
})

describe('secrets', () => {
  verifies(
    'install:no-secret-in-links',
    'a secret is referred to where the client can, and otherwise there is no link or command',
    () => {
      const referring: string[] = []
      for (const client of CLIENT_DESCRIPTIONS) {
        for (const launch of [withSecret, withGivenSecret]) {
          const links = toInstallLinks(client, { serverName, launch })
          const commands = toInstallCommands(client, { serverName, launch })
          const shown = JSON.stringify([links, commands])
          expect(shown).not.toContain(GIVEN)
          expect(shown).not.toContain(Buffer.from(GIVEN).toString('base64').slice(0, 12))
          if (links.ok && links.value.some(({ isInstall }) => isInstall)) referring.push(`link ${client.title}`)
          if (commands.ok) referring.push(`command ${client.title}`)
        }
      }
      expect([...new Set(referring)]).toEqual([
        'command Claude Code',
        'link Cursor',
        'command Gemini CLI',
        'link VS Code',
        'command VS Code',
      ])
    },
  )

  test('a link refers to the variable that the file refers to', () => {
    const links = toInstallLinks(getClient('cursor'), { serverName, launch: withSecret })
    const written = writeEntry(getClient('cursor'), withSecret)
    if (!links.ok) throw new Error(links.errors.join(' '))
    for (const { url, environment } of links.value) {
      expect(fromBase64(new URL(url)).entry).toEqual({
        url: plainHttp.kind === 'http' && plainHttp.url,
        headers: { Authorization: 'Bearer ${env:WEATHER_AUTHORIZATION}' },
      })
      expect(environment).toEqual(written?.environment)
    }
  })

  test('a link to VS Code has the questions of its file', () => {
    const written = writeEntry(getClient('vscode'), withSecret)
    const { inputs } = JSON.parse(written?.text ?? '')
    expect(inputs).toHaveLength(1)
    const urls = listUrls('vscode', withSecret)
    expect(urls.map((url, index) => DECODERS['vscode']?.[index]?.(new URL(url)))).toEqual(
      urls.map(() => ({ name: serverName, entry: written?.entry, inputs })),
    )
    expect(listUrls('vscode', http).join(' ')).not.toContain('inputs')
  })

  test('a value that the document does not mean literally is not linked', () => {
    const message = 'The value of "key" is YOUR_KEY.'
    const launch: Launch = { ...http, standIns: [{ input: 'key', message }] }
    expect(toInstallLinks(getClient('cursor'), { serverName, launch })).toEqual({ ok: false, errors: [message] })
    expect(toInstallCommands(getClient('claude-code'), { serverName, launch })).toMatchObject({
      ok: false,
      errors: expect.arrayContaining([message]),
    })
  })
})

describe('commands', () => {
  const listWords = (id: string, launch: Launch) => {
    const commands = toInstallCommands(getClient(id), { serverName, launch })
    if (!commands.ok) throw new Error(commands.errors.join(' '))
    return commands.value.map(({ words }) => words)
  }

  test('each argument, variable and header is a word', () => {
    const url = http.kind === 'http' ? http.url : ''
    expect(listWords('claude-code', http)).toEqual(
      ['user', 'project', 'local'].map((scope) => [
        'claude',
        'mcp',
        'add',
        '--transport',
        'http',
        '-s',
        scope,
        'weather',
        url,
        '--header',
        'X-Plan: free & easy, 100%',
      ]),
    )
    expect(listWords('claude-code', stdio)[1]?.slice(0, 11)).toEqual([
      'claude',
      'mcp',
      'add',
      '--env',
      `UNITS=${ODD}`,
      '--transport',
      'stdio',
      '-s',
      'project',
      'weather',
      '--',
    ])
    expect(listWords('codex', stdio)).toEqual([
      ['codex', 'mcp', 'add', 'weather', '--env', `UNITS=${ODD}`, '--', 'npx', '-y', '@alice/weather@1.0.0', ODD],
    ])
    expect(listWords('gemini-cli', stdio)[0]).toEqual([
      'gemini',
      'mcp',
      'add',
      '-s',
      'user',
      '-e',
      `UNITS=${ODD}`,
      'weather',
      'npx',
      '--',
      '-y',
      '@alice/weather@1.0.0',
      ODD,
    ])
    const [code] = listWords('vscode', withSecret)
    expect(code?.slice(0, 2)).toEqual(['code', '--add-mcp'])
    expect(JSON.parse(code?.[2] ?? '')).toMatchObject({ name: serverName, inputs: [{ password: true }], type: 'http', url })
  })

  test.each([
    ['devin-desktop', stdio, 'A command of Devin Desktop has no place for environment variables.'],
    ['codex', http, 'A command of Codex has no place for headers.'],
    ['gemini-cli', { ...http, type: 'sse' } as Launch, 'A command of Gemini CLI adds no server over server-sent events.'],
    ['cursor', http, 'No source names a command of Cursor that adds a server.'],
  ] as const)('%s: what cannot be expressed is refused with the reason', (id, launch, reason) => {
    const commands = toInstallCommands(getClient(id), { serverName, launch })
    expect(commands.ok ? [] : commands.errors).toContain(reason)
  })

  test('a name that would be an option is refused', () => {
    const commands = toInstallCommands(getClient('claude-code'), { serverName, name: '--help', launch: bare })
    expect(commands).toEqual({ ok: false, errors: expect.arrayContaining(['Claude Code would read "--help" as an option.']) })
  })
})

test.each([
  ['goose', { ...bare, command: 'dnx' } as Launch, /starts only npx, uvx, jbang, docker, goosed/],
  ['cursor', { ...bare, args: ['x'.repeat(3000)] } as Launch, /characters; at most 2048 reach a program/],
  [
    'cursor',
    { kind: 'bundle', download: { url: 'https://example.com/a.mcpb', fileSha256: '' }, args: [], env: {}, ...notes } as Launch,
    /bundle must be downloaded/,
  ],
  ['kiro', { ...http, headers: { Loot: '${AWS_SECRET}' } } as Launch, /may replace by a variable/],
  ['zed', http, /No source names a link/],
] as const)('%s: there is no link, and the reason says why', (id, launch, reason) => {
  const links = toInstallLinks(getClient(id), { serverName, launch })
  expect(links.ok ? [] : links.errors.join(' ')).toMatch(reason)
})
