import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { validateOpenApi } from '@mcp-registry/testkit/validate-openapi'
import { DOCUMENTED_ENV, formatOpenApi } from '@mcp-registry/testkit/openapi-document'
import { listOperationParts } from '@mcp-registry/testkit/list-operation-parts'
import { toOpenApi30 } from '../../src/http/openapi/to-openapi-30.js'
import { startTestRegistry } from '../harness/start-test-registry.js'

test('docs/openapi.json is what the server serves', async () => {
  await using registry = await startTestRegistry({ env: DOCUMENTED_ENV })
  const served = (await registry.get('/openapi.json')).json()
  expect(await readFile('docs/openapi.json', 'utf8'), 'build, then run "node scripts/dist/write-docs.js"').toBe(
    formatOpenApi(served),
  )
})

test('the API description is recognised by catalogs of registries, as JSON and as YAML', async () => {
  await using registry = await startTestRegistry()
  expect((await registry.get('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0', info: { version: '1.0.0' } })
  const yaml = await registry.get('/openapi.yaml')
  expect(yaml.headers['content-type']).toContain('application/yaml')
  expect(yaml.body).toContain('version: 1.0.0')
  expect(yaml.body).toContain('https://github.com/modelcontextprotocol/registry')
})

test('every tag of an operation is described', async () => {
  await using registry = await startTestRegistry({ env: DOCUMENTED_ENV })
  const { tags, paths } = (await registry.get('/openapi.json')).json<{
    tags: { name: string; description: string }[]
    paths: Record<string, Record<string, { tags: string[] }>>
  }>()
  const used = Object.values(paths).flatMap((methods) => Object.values(methods).flatMap((operation) => operation.tags))
  expect(tags.map(({ name }) => name).toSorted()).toEqual([...new Set(used)].toSorted())
})

test('the API description is valid OpenAPI', async () => {
  await using registry = await startTestRegistry({ env: DOCUMENTED_ENV })
  const document = (await registry.get('/openapi.json')).json<{
    paths: Record<string, Record<string, { operationId: string }>>
  }>()
  await expect(validateOpenApi(document)).resolves.toBeUndefined()
  const withPath = (operation: object) => ({ ...document, paths: { ...document.paths, '/more': { get: operation } } })
  await expect(validateOpenApi(withPath({ responses: { 200: { content: 7 } } }))).rejects.toThrow('schema validation failed')
  await expect(validateOpenApi(withPath({ operationId: 'ping', responses: {} }))).rejects.toThrow('called ping')
})

test('the API description has a form in OpenAPI 3.0, valid and with the same operations', async () => {
  await using registry = await startTestRegistry({ env: DOCUMENTED_ENV })
  const served = await registry.get('/openapi-3.0.json')
  expect(served.headers['content-type']).toBe('application/json; charset=utf-8')
  const document = served.json<Served>()
  expect(document).toMatchObject({ openapi: '3.0.3', info: { version: '1.0.0', license: { name: 'MIT' } } })
  await expect(validateOpenApi(document)).resolves.toBeUndefined()
  expect(listOperationParts(document)).toEqual(listOperationParts((await registry.get('/openapi.json')).json<Served>()))
})

test('nothing that only OpenAPI 3.1 knows is left in the form for 3.0', async () => {
  await using registry = await startTestRegistry({ env: DOCUMENTED_ENV })
  expect(listNewConstructs((await registry.get('/openapi-3.0.json')).json())).toEqual([])
  // What the search finds where there is something.
  expect(listNewConstructs((await registry.get('/openapi.json')).json())).toContainEqual(
    expect.stringMatching(/StatusUpdateRequest.*type$/),
  )
})

test.each([
  [{ type: ['string', 'null'] }, { type: 'string', nullable: true }],
  [{ type: ['string', 'integer'] }, { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
  [{ type: 'null' }, { enum: [null], nullable: true }],
  [{ const: 'npm' }, { enum: ['npm'] }],
  [
    { type: 'string', examples: ['a', 'b'] },
    { type: 'string', example: 'a' },
  ],
  [
    { exclusiveMinimum: 0, exclusiveMaximum: 9 },
    { minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true },
  ],
  [
    { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'x' },
    { type: 'string', nullable: true, description: 'x' },
  ],
  [{ anyOf: [{ $ref: '#/a' }, { type: 'null' }] }, { anyOf: [{ allOf: [{ $ref: '#/a' }], nullable: true }] }],
  [
    { $ref: '#/a', description: 'x' },
    { allOf: [{ $ref: '#/a' }], description: 'x' },
  ],
  [{ type: 'object', propertyNames: { maxLength: 9 } }, { type: 'object' }],
  // The name of a property is not a keyword, and an example is not a schema.
  [
    { properties: { const: { const: 1 }, type: { type: 'string' } }, default: { const: 1 } },
    { properties: { const: { enum: [1] }, type: { type: 'string' } }, default: { const: 1 } },
  ],
])('%j becomes %j in OpenAPI 3.0', (schema, expected) => {
  const document = (each: object) => ({ openapi: '3.0.3', info: {}, components: { schemas: { A: each } } })
  expect(toOpenApi30({ ...document(schema), openapi: '3.1.0' })).toEqual(document(expected))
})

type Served = Parameters<typeof validateOpenApi>[0] & Parameters<typeof listOperationParts>[0]

/** Where a document has keywords, or forms of keywords, that OpenAPI 3.0 does not know. Examples are data. */
function listNewConstructs(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => {
    if (key === 'example' || (key === 'examples' && !Array.isArray(part))) return []
    const here = `${at}/${key}`
    // Below `properties`, a key is a name.
    const isNew = !at.endsWith('/properties') && isNewConstruct(key, part)
    return [...(isNew ? [here] : []), ...listNewConstructs(part, here)]
  })
}

function isNewConstruct(key: string, part: unknown): boolean {
  if (key === 'type') return Array.isArray(part) || part === 'null'
  if (key === 'exclusiveMinimum' || key === 'exclusiveMaximum') return typeof part === 'number'
  return ['const', 'examples', 'propertyNames', 'patternProperties', 'prefixItems', '$defs', '$schema', 'if', 'then'].includes(
    key,
  )
}
