import { CLIENT_SCHEMA_PATH, clientJsonSchema } from '@mcp-registry/contract'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { expect, test } from 'vitest'
import { startTestRegistry } from '../harness/start-test-registry.js'

test('the schema of client.json is served as standard JSON Schema, also at the path of its date, which is its id', async () => {
  await using registry = await startTestRegistry()
  const current = await registry.get('/client.schema.json')
  expect(current.headers['content-type']).toBe('application/schema+json; charset=utf-8')
  expect(current.headers['cache-control']).toContain('max-age')
  const schema = current.json<{ $id: string }>()
  expect(new URL(schema.$id).pathname).toBe(CLIENT_SCHEMA_PATH)
  expect((await registry.get(new URL(schema.$id).pathname)).json()).toEqual(schema)
  const { $id: _, ...rest } = schema
  expect(rest).toEqual(clientJsonSchema())
  const ajv = new Ajv({ strict: false })
  formats.default(ajv)
  expect(ajv.compile(schema)({})).toBe(false)
})
