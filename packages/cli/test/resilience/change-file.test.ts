import { CLIENT_DESCRIPTIONS, CLIENTS, type ClientWriter, findClient, type Launch } from '@mcp-registry/client'
import fc from 'fast-check'
import { parse } from 'jsonc-parser'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { changeFile, type FileState } from '../../src/registry/installing/change-file.js'

const KEYS = ['weather', 'tides', 'bank', 'mail'] as const

function toLaunch(version: number, secret: string): Launch {
  const env = { KEY: secret, ...(version % 2 === 0 && { UNITS: 'metric' }) }
  return {
    kind: 'stdio',
    command: 'npx',
    args: ['-y', `@example/tides@${version}.0.0`, ...(version % 3 === 0 ? ['--verbose', 'a "b"\\'] : [])],
    env,
    secrets: [{ id: 'KEY', isGiven: true, spans: [{ path: ['env', 'KEY'], start: 0, end: secret.length }] }],
    warnings: [],
    standIns: [],
  }
}

function put(state: FileState, client: ClientWriter, key: string, launch: Launch): FileState {
  const { text: after } = require(client.write(state.text, key, launch))
  return require(changeFile(state, { kind: 'put', key, client, after }))
}

function remove(state: FileState, client: ClientWriter, key: string): FileState {
  return require(changeFile(state, { kind: 'remove', key, client }))
}

function require<T>(result: { ok: true; value: T } | { ok: false; errors: readonly string[] }): T {
  if (result.ok) return result.value
  throw new Error(result.errors.join('\n'))
}

function client(id: string): ClientWriter {
  const found = findClient(id)
  if (found === undefined) throw new Error(`There is no client ${id}.`)
  return found
}

const step = fc.record({ key: fc.constantFrom(...KEYS), version: fc.integer({ min: 0, max: 9 }) })
const steps = fc.array(step, { maxLength: 8 })

/** Installs, updates and removes as the steps say (version 0 removes), then removes what is left, in any order. */
function goThere(
  original: string | undefined,
  client: ClientWriter,
  all: readonly { key: string; version: number }[],
): FileState {
  let state: FileState = { text: original, placed: [], undo: undefined }
  for (const { key, version } of all)
    state = version === 0 ? remove(state, client, key) : put(state, client, key, toLaunch(version, `s${version}`))
  return state
}

function goBack(state: FileState, client: ClientWriter, order: readonly string[]): FileState {
  return order.reduce((before, key) => remove(before, client, key), state)
}

const ends = fc.constantFrom('\n', '\r\n')
const shuffled = fc.shuffledSubarray([...KEYS], { minLength: KEYS.length })

function toJsonFile(serversKey: string, allowsComments: boolean) {
  const value = fc.jsonValue({ maxDepth: 2 })
  const word = fc.stringMatching(/^[a-zA-Z$_]{1,8}$/).filter((name) => ![serversKey, 'inputs', '__proto__'].includes(name))
  const other = fc.record({ command: word, args: fc.array(word, { maxLength: 2 }) })
  return fc
    .record({
      own: fc.dictionary(word, value, { maxKeys: 3 }),
      servers: fc.option(fc.dictionary(word, other, { maxKeys: 2 })),
      inputs: fc.option(fc.array(fc.record({ id: word, type: word }), { maxLength: 2 })),
      indent: fc.constantFrom(undefined, 2, 3, '\t'),
      eol: ends,
      isMarked: fc.boolean(),
      isLoose: fc.boolean(),
      last: fc.constantFrom('', '\n', '\n\n  '),
    })
    .map(({ own, servers, inputs, indent, eol, isMarked, isLoose, last }) => {
      const content = { ...own, ...(servers && { [serversKey]: servers }), ...(inputs && { inputs }) }
      const plain = JSON.stringify(content, undefined, indent)
      // Comments behind values, and a comma after the last of each object.
      const loose = plain
        .replaceAll(/(?<=\S)\n(\s*)\}/g, (_, space: string) => `, // last, of all\n${space}}`)
        .replaceAll(/\{,/g, '{')
        .replaceAll(/\{\n/g, '{ /* first */\n')
      const text = (allowsComments && isLoose ? loose : plain) + last
      return (isMarked ? '\uFEFF' : '') + text.replaceAll('\n', eol)
    })
}

function toTomlFile() {
  const word = fc.stringMatching(/^[a-z_][\w-]{0,8}$/)
  const scalar = fc.oneof(fc.boolean(), fc.integer(), fc.string())
  const table = fc.dictionary(word, scalar, { maxKeys: 3 })
  return fc
    .record({
      tables: fc.dictionary(word, table, { maxKeys: 3 }),
      servers: fc.dictionary(word, table, { maxKeys: 2 }),
      eol: ends,
      last: fc.constantFrom('', '\n', '\n\n# the end', '\n\n\n'),
    })
    .map(({ tables, servers, eol, last }) => {
      const lines = (header: string, content: Record<string, unknown>) => [
        `[${header}] # about it`,
        ...Object.entries(content).map(([field, item]) => `${field} = ${JSON.stringify(item)}`),
      ]
      const sections = [
        ...Object.entries(tables).map(([header, content]) => lines(`t.${header}`, content)),
        ...Object.entries(servers).map(([header, content]) => lines(`mcp_servers.${header}`, content)),
      ]
      return ('model = "x"\n\n' + sections.map((section) => section.join('\n')).join('\n\n') + last).replaceAll('\n', eol)
    })
}

function toYamlFile() {
  const word = fc.stringMatching(/^[a-z]{1,8}$/).filter((name) => name !== 'extensions')
  const table = fc.dictionary(word, fc.oneof(fc.boolean(), fc.integer(), word), { maxKeys: 3 })
  return fc
    .record({
      own: fc.dictionary(word, table, { maxKeys: 3 }),
      extensions: fc.option(fc.dictionary(word, table, { maxKeys: 2 })),
      eol: ends,
    })
    .map(({ own, extensions, eol }) => {
      const toLines = (indent: string, tables: Record<string, Record<string, unknown>>) =>
        Object.entries(tables).flatMap(([name, fields]) => [
          `${indent}${name}: # about it`,
          `${indent}  kept: 1`,
          ...Object.entries(fields).map(([field, item]) => `${indent}  ${field}: ${JSON.stringify(item)}`),
        ])
      const servers = extensions === null ? [] : ['extensions:', ...toLines('  ', { other: {}, ...extensions })]
      return [...toLines('', own), ...servers, ''].join(eol)
    })
}

function toFile({ id }: ClientWriter) {
  const description = CLIENT_DESCRIPTIONS.find((one) => one.id.endsWith(`/${id}`))
  const { format = 'json', key: [serversKey = ''] = ['mcpServers'] } =
    description?.configuration.files.find(({ scope }) => scope === 'user') ?? {}
  if (format === 'toml') return toTomlFile()
  if (format === 'yaml') return fc.oneof(toYamlFile(), fc.constantFrom('', '# nothing\n'))
  return fc.oneof(toJsonFile(serversKey, format === 'jsonc'), fc.constantFrom('', '{}', ' \n', '\uFEFF{\r\n}'))
}

describe('whatever was installed, updated and removed', () => {
  for (const writer of CLIENTS) {
    verifies('install:undone-to-the-byte', `removing all of it restores the file of ${writer.id}`, () => {
      fc.assert(
        fc.property(fc.option(toFile(writer), { nil: undefined, freq: 9 }), steps, shuffled, (original, all, order) => {
          expect(goBack(goThere(original, writer, all), writer, order).text).toBe(original)
        }),
        { numRuns: 40 },
      )
    })
  }
})

describe('a file that somebody else changed meanwhile', () => {
  verifies('install:nothing-lost', 'keeps what was changed', () => {
    const file = toJsonFile('servers', true)
    fc.assert(
      fc.property(file, steps, shuffled, (original, all, order) => {
        const state = goThere(original, client('vscode'), all)
        const added = client('vscode').write(state.text, 'mine', toLaunch(1, 'm'))
        if (!added.ok) return
        const text = `// at the top\n${added.value.text.replace('\uFEFF', '')}`
        const after = goBack({ ...state, text }, client('vscode'), order).text ?? ''
        const { servers, inputs = [] } = parse(after)
        const before = parse(original.replace('\uFEFF', ''))
        expect(after).toContain('// at the top')
        expect(Object.keys(servers)).toEqual([...Object.keys(before.servers ?? {}), 'mine'])
        expect(inputs.map(({ id }: { id: string }) => id)).toEqual([
          ...(before.inputs ?? []).map(({ id }: { id: string }) => id),
          'mine-KEY',
        ])
        expect({ ...parse(after), servers: 0, inputs: 0 }).toEqual({ ...before, servers: 0, inputs: 0 })
      }),
      { numRuns: 60 },
    )
  })

  test('keeps its formatting, also within an installed entry', () => {
    const cursor = client('cursor')
    const state = put(goThere(undefined, cursor, [{ key: 'tides', version: 1 }]), cursor, 'mail', toLaunch(2, 's'))
    const text = state.text?.replace('"command": "npx"', '"command":   "npx"') ?? ''
    const after = remove({ ...state, text }, cursor, 'mail')
    expect(after.text).toContain('"command":   "npx"')
    expect(remove(after, cursor, 'tides').text).toBe(undefined)
  })

  test('may have lost an entry, which is not put back', () => {
    const cursor = client('cursor')
    const state = goThere('{}\n', cursor, [
      { key: 'tides', version: 1 },
      { key: 'mail', version: 2 },
    ])
    const text = require(cursor.remove(state.text, 'tides'))
    const after = put({ ...state, text }, cursor, 'mail', toLaunch(4, 's'))
    expect(Object.keys(parse(after.text ?? '').mcpServers)).toEqual(['mail'])
  })
})

test('an entry that was there before is updated where it is, and the rest is restored around it', () => {
  const cursor = client('cursor')
  const original = '{"mcpServers": {"tides": {"command": "npx", "args": ["-y", "@example/tides"], "mine": 1}, "z": {}}}'
  const mail = goThere(original, cursor, [{ key: 'mail', version: 1 }])
  const tides = put(mail, cursor, 'tides', toLaunch(2, 's'))
  expect(tides.placed.map(({ key }) => key)).toEqual(['mail'])
  const left = remove(tides, cursor, 'mail')
  const direct = cursor.write(original, 'tides', toLaunch(2, 's'))
  expect(left.text).toBe(direct.ok && direct.value.text)
  expect(parse(remove(left, cursor, 'tides').text ?? '')).toEqual({ mcpServers: { z: {} } })
})
