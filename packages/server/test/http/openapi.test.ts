import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { validateOpenApi } from '../../../../scripts/src/validate-openapi.js'
import { DOCUMENTED_ENV, formatOpenApi } from '../../../../scripts/src/openapi-document.js'
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
