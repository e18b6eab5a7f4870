import {
  listServerJsonErrors,
  MAX_DOCUMENT_BYTES,
  MAX_INPUTS,
  MAX_ISSUES,
  MAX_ITEMS,
  MAX_TEXT_LENGTH,
  MAX_URL_LENGTH,
  parseServerJson,
  PUBLISHER_META_KEY,
  readJson,
  SCHEMA_DATES,
  ServerJson,
  TOO_MANY_ISSUES,
  toSchemaUrl,
  validateServerJson,
} from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'

const DOCUMENT = { $schema: toSchemaUrl('2025-12-11'), name: 'io.github.alice/weather', description: 'Weather', version: '1.0.0' }
const NPM = { registryType: 'npm', identifier: 'weather', version: '1.0.0', transport: { type: 'stdio' } }

function errorsOf(fields: Readonly<Record<string, unknown>>) {
  const result = parseServerJson(JSON.stringify({ ...DOCUMENT, ...fields }))
  return result.ok ? [] : result.errors
}

function repeat<T>(count: number, item: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => item(index))
}

/** A JSON text of about so many bytes: the same item many times. */
function fill(bytes: number, head: string, item: string, tail: string): string {
  const count = Math.floor((bytes - head.length - tail.length) / (item.length + 1))
  return `${head}${Array<string>(count).fill(item).join(',')}${tail}`
}

function nest(key: string, depth: number, inside: string): string {
  return `${`{"${key}":`.repeat(depth)}${inside}${'}'.repeat(depth)}`
}

const head = JSON.stringify(DOCUMENT).slice(0, -1)
const many = (text: string) => `${head},${text}}`
const LONG_KEY = 'k'.repeat(1_500)

/** Documents with as many errors as fit, for each kind of error. */
function toHostileTexts(bytes: number): Readonly<Record<string, string>> {
  const count = Math.floor(bytes / 20)
  let unknown = 10_000
  const names = repeat(count, (index) => `"n${index}":1`).join(',')
  return {
    packages: fill(bytes, '{"packages":[', '{}', ']}'),
    remotes: fill(bytes, '{"remotes":[', '{"url":""}', ']}'),
    'packages of packages': fill(bytes, '{"packages":[', '{"packageArguments":[{},{},{},{}]}', ']}'),
    inputs: many(`"packages":[${fill(bytes - 1_000, '{"environmentVariables":[', '{}', ']}')}]`),
    'inputs in many packages': many(
      fill(bytes - 1_000, '"packages":[', JSON.stringify({ environmentVariables: repeat(200, () => ({ value: '{a}' })) }), ']'),
    ),
    'keys that occur twice': fill(bytes, '{', '"a":1', '}'),
    'long keys that occur twice': nest(LONG_KEY, 40, fill(bytes - 70_000, '{', '"a":1', '}')),
    'NUL characters': fill(bytes, '[', String.raw`"\u0000"`, ']'),
    'NUL characters below long keys': nest(LONG_KEY, 40, fill(bytes - 70_000, '{', String.raw`"a":"\u0000"`, '}')),
    'lone surrogates': fill(bytes, '[', String.raw`"\ud800"`, ']'),
    'commas only': fill(bytes, '[', '', ']'),
    'foreign metadata': many(`"_meta":{${names}}`),
    'unknown fields': many(names),
    'unknown fields of closed objects': many(
      fill(bytes - 1_000, '"packages":[{', '"environmental_varyables_0":1', '}]').replaceAll('_0', () => `_${unknown++}`),
    ).replace('2025-12-11', '2025-09-29'),
    'old names': many(fill(bytes - 1_000, '"packages":[', '{"is_secret":1,"value_hint":2}', ']')).replace(
      '2025-12-11',
      '2025-07-09',
    ),
    'large values of an enumeration': many(fill(bytes - 1_000, '"remotes":[', `{"type":[${'1,'.repeat(500)}1]}`, ']')),
    variables: many(`"remotes":[{"type":"sse","url":"https://a.example","variables":{${names}}}]`),
    placeholders: many(`"remotes":[{"type":"sse","url":"https://a.example/${'{a}'.repeat(count)}"}]`),
    slashes: many(`"remotes":[{"type":"sse","url":"https://a.example/${'/'.repeat(bytes - 1_000)}x"}]`),
    'publisher metadata': many(`"_meta":{"${PUBLISHER_META_KEY}":{${names}}}`),
  }
}

/** A list of 100 issues, each with a path and a message that are not long. */
const MAX_RESULT_LENGTH = 120_000

for (const bytes of [MAX_DOCUMENT_BYTES - 1_000, 1_000_000]) {
  for (const [what, text] of Object.entries(toHostileTexts(bytes))) {
    verifies('edge-49', `${bytes} bytes of ${what} have a bounded list of issues`, () => {
      const { issues } = validateServerJson(text)
      expect(issues.length).toBeGreaterThan(0)
      expect(issues.length).toBeLessThanOrEqual(MAX_ISSUES + 1)
      expect(JSON.stringify(issues).length).toBeLessThan(MAX_RESULT_LENGTH)
      const parsed = parseServerJson(text)
      if (parsed.ok) expect(JSON.stringify(parsed.value.warnings).length).toBeLessThan(MAX_RESULT_LENGTH)
      else expect(parsed.errors.length).toBeLessThanOrEqual(MAX_ISSUES + 1)
      const json = readJson(text)
      const errors = json.ok ? listServerJsonErrors(json.value) : json.errors
      expect(errors.length).toBeLessThanOrEqual(MAX_ISSUES + 1)
      expect(JSON.stringify(errors).length).toBeLessThan(MAX_RESULT_LENGTH)
    })
  }
}

verifies('edge-49', 'after 100 issues the rest are counted, and errors take precedence over warnings', () => {
  const foreign = Object.fromEntries(repeat(150, (index) => [`com.example/${index}`, 1]))
  const icons = repeat(10, () => ({ src: 'http://icons.example' }))
  const some = validateServerJson(JSON.stringify({ ...DOCUMENT, _meta: foreign, icons }))
  expect(some.valid).toBe(false)
  expect(some.issues).toHaveLength(MAX_ISSUES + 1)
  expect(some.issues.filter(({ severity }) => severity === 'error')).toHaveLength(10)
  expect(some.issues.at(-1)).toMatchObject({ path: '', severity: 'info', reference: TOO_MANY_ISSUES })
  // 150 warnings and 10 errors, and two or more remarks of the linter.
  expect(Number(/^\d+/.exec(some.issues.at(-1)?.message ?? '')?.[0])).toBeGreaterThanOrEqual(62)

  const headers = repeat(50, () => ({ name: 1 }))
  const errors = errorsOf({ remotes: repeat(3, () => ({ type: 'sse', url: 'https://a.example', headers })) })
  expect(errors).toHaveLength(MAX_ISSUES + 1)
  expect(errors.at(-1)).toMatchObject({
    message: '50 more issues are not listed. Fix those above first.',
    reference: TOO_MANY_ISSUES,
  })
})

verifies('edge-49', 'warnings of a valid document are counted after 100', () => {
  const result = parseServerJson(
    JSON.stringify({ ...DOCUMENT, _meta: Object.fromEntries(repeat(500, (index) => [`k${index}`, 1])) }),
  )
  if (!result.ok) throw new Error('refused')
  expect(result.value.warnings).toHaveLength(MAX_ISSUES + 1)
  expect(result.value.warnings.at(-1)).toContain('400 more issues')
  expect(result.value.text).toBe(JSON.stringify(DOCUMENT))
})

test('a document has at most 131,072 bytes of UTF-8, not counting white space between tokens', () => {
  const sized = (bytes: number, letter = 'x') => {
    const document = { ...DOCUMENT, note: '' }
    const room = bytes - Buffer.byteLength(JSON.stringify(document))
    const width = Buffer.byteLength(letter)
    return { ...document, note: letter.repeat(Math.floor(room / width)) + 'x'.repeat(room % width) }
  }
  for (const letter of ['x', 'é', '語', '😀']) {
    expect(parseServerJson(JSON.stringify(sized(MAX_DOCUMENT_BYTES, letter))).ok, letter).toBe(true)
    expect(parseServerJson(JSON.stringify(sized(MAX_DOCUMENT_BYTES, letter), null, '\t\r\n  ')).ok, letter).toBe(true)
    const tooLarge = JSON.stringify(sized(MAX_DOCUMENT_BYTES + 1, letter))
    const issue = {
      type: 'semantic',
      path: '',
      message: expect.stringMatching(/ 131073 bytes .* 131072 /),
      severity: 'error',
      reference: 'document-too-large',
    }
    expect(validateServerJson(tooLarge)).toEqual({ valid: false, issues: [issue] })
    expect(parseServerJson(tooLarge)).toEqual({ ok: false, errors: [issue] })
    expect(listServerJsonErrors({ text: tooLarge, value: JSON.parse(tooLarge) })).toEqual([issue])
  }
  // White space and quotes inside of strings count.
  expect(parseServerJson(JSON.stringify({ ...sized(MAX_DOCUMENT_BYTES - 20), note2: ' '.repeat(100) })).ok).toBe(false)
  expect(parseServerJson(JSON.stringify({ ...sized(MAX_DOCUMENT_BYTES - 20), note2: '" "'.repeat(30) })).ok).toBe(false)
})

interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly maxLength?: number
  readonly maxItems?: number
}

/** Every schema inside of a schema. */
function* listSchemas(schema: unknown): Generator<Schema> {
  if (typeof schema !== 'object' || schema === null) return
  if ('type' in schema && typeof schema.type === 'string') yield schema as Schema
  for (const part of Object.values(schema)) yield* listSchemas(part)
}

test('every string and array of the schema has a limit', () => {
  const schemas = [...listSchemas(JSON.parse(JSON.stringify(ServerJson)))]
  const texts = schemas.filter((schema) => schema.type === 'string' && schema.const === undefined)
  const lists = schemas.filter((schema) => schema.type === 'array')
  expect(texts.length).toBeGreaterThan(20)
  expect(lists.length).toBeGreaterThan(8)
  for (const text of texts) expect(text.maxLength, JSON.stringify(text)).toBeLessThanOrEqual(MAX_TEXT_LENGTH)
  for (const list of lists) expect(Object.values(MAX_ITEMS), JSON.stringify(list)).toContain(list.maxItems)
})

test('an array at its limit is accepted, and one more item is an error at its path, under every schema date', () => {
  const input = (index: number) => ({ name: `A${index}` })
  const lists = (over: number) => ({
    packages: repeat(MAX_ITEMS.packages + over, () => NPM),
    remotes: repeat(MAX_ITEMS.remotes + over, (index) => ({ type: 'sse', url: `https://a.example/${index}` })),
    icons: repeat(MAX_ITEMS.icons + over, () => ({ src: 'https://a.example/icon.png' })),
  })
  const inside = (over: number) => ({
    packages: [
      {
        ...NPM,
        environmentVariables: repeat(MAX_ITEMS.environmentVariables + over, input),
        packageArguments: repeat(MAX_ITEMS.arguments + over, (index) => ({ type: 'positional', value: `${index}` })),
        runtimeArguments: repeat(MAX_ITEMS.arguments + over, (index) => ({ type: 'named', name: `--a${index}` })),
      },
    ],
    remotes: [{ type: 'sse', url: 'https://a.example', headers: repeat(MAX_ITEMS.headers + over, input) }],
  })
  for (const fields of [lists, inside]) expect(errorsOf(fields(0))).toEqual([])
  expect(errorsOf(lists(1)).map(({ path, reference }) => `${path} ${reference}`)).toEqual([
    'packages #/properties/packages/maxItems',
    'remotes #/properties/remotes/maxItems',
    'icons #/properties/icons/maxItems',
  ])
  for (const $schema of SCHEMA_DATES.slice(1).map(toSchemaUrl)) {
    const paths = errorsOf({ $schema, ...inside(1) }).map(({ path }) => path)
    expect(paths, $schema).toEqual([
      'packages[0].environmentVariables',
      'packages[0].packageArguments',
      'packages[0].runtimeArguments',
      'remotes[0].headers',
    ])
  }
})

test('a document has at most 1,000 inputs', () => {
  const input = (index: number) => ({ name: `A${index}`, value: '{a}', variables: { a: {} } })
  const withInputs = (count: number) => ({
    packages: repeat(4, (nth) => ({ ...NPM, environmentVariables: repeat(count / 8 + (nth === 0 ? count % 8 : 0), input) })),
  })
  expect(errorsOf(withInputs(MAX_INPUTS))).toEqual([])
  expect(
    errorsOf({ ...withInputs(MAX_INPUTS), remotes: [{ type: 'sse', url: 'https://a.example', headers: [{ name: 'A' }] }] }),
  ).toEqual([
    expect.objectContaining({ path: '', reference: 'too-many-inputs', message: expect.stringMatching(/ 1001 .* 1000 /) }),
  ])
})

verifies('edge-42', 'a URL that is too long is refused with its length and the limit, before any pattern is tested', () => {
  const url = (length: number) => `https://a.example/${'/'.repeat(length - 'https://a.example/'.length)}`
  const documents = (text: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
    'remotes[0].url': { remotes: [{ type: 'sse', url: text }] },
    'packages[0].transport.url': { packages: [{ ...NPM, transport: { type: 'sse', url: text } }] },
    'packages[0].registryBaseUrl': { packages: [{ ...NPM, registryBaseUrl: text }] },
    'packages[0].identifier': { packages: [{ ...NPM, identifier: text }] },
    websiteUrl: { websiteUrl: text },
    $schema: { $schema: text },
    'repository.url': { repository: { url: text, source: 'github' } },
  })
  for (const length of [MAX_URL_LENGTH + 1, 50_000]) {
    for (const [path, fields] of Object.entries(documents(url(length)))) {
      const tooLong = errorsOf(fields).filter(({ reference }) => reference.endsWith('/maxLength'))
      expect(tooLong, path).toMatchObject([
        { path, message: `${path} has ${length} characters (code points); at most 2048 are allowed.` },
      ])
    }
  }
  for (const [path, fields] of Object.entries(documents(url(MAX_URL_LENGTH)))) {
    expect(
      errorsOf(fields).filter(({ reference }) => reference.endsWith('/maxLength')),
      path,
    ).toEqual([])
  }
  expect(errorsOf({ icons: [{ src: url(256) }] })).toMatchObject([
    { path: 'icons[0].src', message: expect.stringContaining('255') },
  ])
})

test('other strings and the names of variables have a limit', () => {
  const text = (length: number) => ({ packages: [{ ...NPM, environmentVariables: [{ name: 'A', value: 'x'.repeat(length) }] }] })
  expect(errorsOf(text(MAX_TEXT_LENGTH))).toEqual([])
  expect(errorsOf(text(MAX_TEXT_LENGTH + 1))).toMatchObject([{ path: 'packages[0].environmentVariables[0].value' }])
  // A character beyond the basic plane is one character of the limit, and rules look at it all the same.
  const identifier = `${'😀'.repeat(MAX_URL_LENGTH - 2)} x`
  expect(errorsOf({ packages: [{ ...NPM, identifier }] })).toMatchObject([{ reference: 'package-name-has-spaces' }])
  const variables = (name: string) => ({ remotes: [{ type: 'sse', url: `https://a.example`, variables: { [name]: {} } }] })
  expect(errorsOf(variables('x'.repeat(MAX_TEXT_LENGTH)))).toEqual([])
  expect(errorsOf(variables('x'.repeat(MAX_TEXT_LENGTH + 1)))).toMatchObject([{ path: 'remotes[0].variables' }])
})

test('a path that is too long is shortened to the nearest enclosing value', () => {
  const [issue] = validateServerJson(many(`"a":{"b":{"${'c'.repeat(1_000)}":"\\u0000"}}`)).issues
  expect(issue).toMatchObject({ path: 'a.b', reference: 'json-nul-character' })
})
