import { expect, test } from 'vitest'
import { readEntry } from '../../src/upstreams/read-entry.js'

const OFFICIAL = 'io.modelcontextprotocol.registry/official'

/** What an element is, but for the value of the document, which is always what its text says. */
function read(text: string) {
  const entry = readEntry(Buffer.from(text))
  if (entry.kind === 'unreadable') return entry
  const { value, ...others } = entry
  expect(value).toEqual(JSON.parse(entry.document))
  return others
}

test('an entry keeps the text of its document, and its metadata', () => {
  const document = '{"version":"1.0.0","name":"com.example/a","count":1.50,"text":"\\u00e9"}'
  const meta = `{"com.example/x":{"n":1e3},"${OFFICIAL}":{"isLatest":true,"status":"active","publishedAt":"2026-01-02T03:04:05.1234Z","more":1}}`
  expect(read(`{ "_meta" : ${meta.replaceAll(':{', ' :\n{')}, "server": ${document.replaceAll(',', ' ,\t')} }`)).toEqual({
    kind: 'entry',
    name: 'com.example/a',
    version: '1.0.0',
    document,
    meta: JSON.parse(meta),
  })
})

test.each([
  '{"server":{"name":"com.example/a","version":"1"},"_meta":{"7":1,"b":2}}',
  '{"server":{"name":"com.example/a","version":"1"},"_meta":{"b":2,"7":1}}',
  '{"server":{"name":"com.example/a","version":"1"},"_meta":{"b":2.0}}',
  '{"server":{"name":"com.example/a","version":"1"},"_meta":{"server":{"_meta":{}}},"other":[{"server":1}]}',
  '{"7":1,"server":{"name":"com.example/a","version":"1"}}',
  '{"server":{"name":"com.example/a","version":"1"},"7":1}',
  '\uFEFF{"server":{"name":"com.example/a","version":"1"},"_meta":{}}',
])('the document is found wherever it stands: %s', (text) => {
  expect(read(text)).toMatchObject({ document: '{"name":"com.example/a","version":"1"}' })
})

test.each([
  { form: 'alone', text: '{"name":"com.example/a","version":"1"}' },
  { form: 'with metadata of its publisher', text: '{"name":"com.example/a","version":"1","_meta":{"com.example/x":1}}' },
])('a document $form is in no registry', ({ text }) => {
  expect(read(text)).toEqual({ kind: 'document', name: 'com.example/a', version: '1', document: text })
})

test.each([
  { form: 'without metadata', rest: '', meta: {} },
  { form: 'with metadata of others', rest: ',"_meta":{"com.example/x":1}', meta: { 'com.example/x': 1 } },
  { form: 'with no metadata', rest: ',"_meta":null', meta: {} },
  { form: 'with metadata that is none', rest: ',"_meta":[1]', meta: {} },
])('an item of a list $form is an entry', ({ rest, meta }) => {
  expect(read(`{"server":{"name":"com.example/a","version":"1"}${rest}}`)).toEqual({
    kind: 'entry',
    name: 'com.example/a',
    version: '1',
    document: '{"name":"com.example/a","version":"1"}',
    meta: { ...meta, [OFFICIAL]: {} },
  })
})

test('an item of a list has the status that early registries wrote into its document', () => {
  expect(read('{"server":{"name":"com.example/a","version":"1","status":"deprecated"}}')).toMatchObject({
    meta: { [OFFICIAL]: { status: 'deprecated' } },
  })
})

test.each([
  {
    form: 'snake_case',
    inner: '{"id":"7","is_latest":true,"published_at":"2025-09-01T00:00:00Z","updated_at":"2025-09-02T00:00:00Z"}',
  },
  {
    form: 'camel case',
    inner: '{"id":"7","isLatest":true,"publishedAt":"2025-09-01T00:00:00Z","updatedAt":"2025-09-02T00:00:00Z"}',
  },
])('what an early registry wrote into the document becomes the metadata of the entry: $form', ({ inner }) => {
  const official = {
    status: 'deprecated',
    publishedAt: '2025-09-01T00:00:00Z',
    updatedAt: '2025-09-02T00:00:00Z',
    isLatest: true,
    id: '7',
  }
  const head = '{"name":"com.example/a","status":"deprecated","version":"1"'
  expect(read(`${head},"_meta":{"${OFFICIAL}":${inner}}}`)).toEqual({
    kind: 'entry',
    name: 'com.example/a',
    version: '1',
    document: `${head}}`,
    meta: { [OFFICIAL]: official },
  })
  const kept = '"io.modelcontextprotocol.registry/publisher-provided":{"a":1}'
  expect(read(`{"server":${head},"_meta":{${kept},"${OFFICIAL}":${inner}}}}`)).toMatchObject({
    document: `${head},"_meta":{${kept}}}`,
  })
})

test.each([
  { text: '{"name":"com.example/a","version":"1",}', reason: 'comma' },
  { text: '{"name":"com.example/a\\u0000","version":"1"}', reason: 'U+0000' },
  { text: '[1]', reason: 'not an object' },
  { text: '{"server":{"version":"1"}}', reason: 'no name' },
  { text: '{"name":"com.example/a","version":1}', reason: 'no version' },
])('what cannot be stored says why: $reason', ({ text, reason }) => {
  const entry = read(text)
  expect(entry).toMatchObject({ kind: 'unreadable' })
  expect(entry.kind === 'unreadable' && entry.reason).toContain(reason)
})

test('broken UTF-8 is refused rather than repaired', () => {
  expect(readEntry(Buffer.from('{"name":"a/\xff","version":"1"}', 'latin1'))).toEqual({
    kind: 'unreadable',
    reason: 'It is not UTF-8 text.',
  })
})
