import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { InstallRecord } from '../../../src/registry/installing/install-record.js'
import { listSearchWords } from '../../../src/registry/installing/list-search-words.js'
import { parseRecord } from '../../../src/registry/installing/parse-record.js'
import { applyUndo, toUndo } from '../../../src/registry/installing/undo.js'

test('what was before is restored from what is left, whatever both are, and through JSON', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '{}', '{"a": {\n}}', '{"a": {}}', '🌊', '\u{1F30A}\uDC00'),
  )
  fc.assert(
    fc.property(text, fc.option(text, { nil: undefined }), (rest, before) => {
      const undo = toUndo(rest, before)
      expect(applyUndo(rest, undo && JSON.parse(JSON.stringify(undo)))).toBe(before)
      expect(applyUndo(`${rest} `, undo)).toBe(`${rest} `)
    }),
  )
})

test('a difference holds nothing of the file that both have', () => {
  const secret = 'token: hunter2\n'
  expect(JSON.stringify(toUndo(`${secret}{"a": {\n}}\n${secret}`, `${secret}{}\n${secret}`))).not.toContain('hunter2')
  expect(toUndo('', 'x'.repeat(70_000))).toBe(undefined)
})

const entry = {
  key: 'tides',
  client: 'cursor',
  scope: 'user',
  registry: 'https://registry.example.com',
  server: 'com.example/tides',
  version: '1.0.0',
  launch: { kind: 'package', type: 'npm', identifier: '@example/tides' },
  inputs: { COAST: 'west', list: ['a', 'b'] },
  isPlaced: true,
} as const
const record: InstallRecord = {
  version: 1,
  files: [
    { path: '/a', entries: [entry], undo: { rest: 'ab', change: undefined }, createdFolder: '/' },
    {
      path: '/b',
      entries: [{ ...entry, launch: { kind: 'remote', url: 'https://x.example' }, repository: 'https://r.example' }],
      undo: { rest: 'ab', change: { start: 1, length: 2, text: 'x' } },
    },
  ],
}

test('a record is read as it was written', () => {
  expect(parseRecord(JSON.stringify(record))).toEqual({ ok: true, value: record })
})

test.each<readonly [string, string, string]>([
  ['not JSON', '{', 'not a JSON object'],
  ['of a later version', '{"version": 2}', 'reads version 1'],
  ['without files', '{"version": 1}', '"files" is not a list'],
  ...(['key', 'client', 'scope', 'registry', 'server', 'version', 'launch', 'inputs', 'isPlaced'] as const).map(
    (field) =>
      [
        `without ${field}`,
        JSON.stringify({ version: 1, files: [{ path: '/a', entries: [{ ...entry, [field]: undefined }] }] }),
        'files[0]',
      ] as const,
  ),
  [
    'with a malformed undo',
    JSON.stringify({ version: 1, files: [{ path: '/a', entries: [], undo: { rest: 'a', change: {} } }] }),
    'files[0]',
  ],
])('a record %s is refused', (_, text, message) => {
  const parsed = parseRecord(text)
  expect(parsed.ok ? '' : parsed.errors.join()).toContain(message)
})

test.each([
  [{ command: 'npx', args: ['-y', '@alice/weather@1.0.0', '--token', 'hunter2'] }, ['weather', 'home']],
  [{ command: 'uvx', args: ['mcp-weather[cli]==1.0'] }, ['mcp-weather', 'home']],
  [{ command: 'docker', args: ['run', '-i', '--rm', 'ghcr.io/alice/weather:1'] }, ['weather', 'home']],
  [{ url: 'https://mcp.weather.example/mcp?key=hunter2' }, ['weather', 'home']],
  [{ command: '/opt/x', args: ['/home/me/secret', 'https://x.example/hunter2'] }, ['home']],
  [{ command: 1, args: 'x', url: 'nonsense' }, ['home']],
])('%j is searched for by names alone', (configured, words) => {
  expect(listSearchWords('home', configured)).toEqual(words)
})
