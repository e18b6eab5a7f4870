import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { toClientDescriptionsModule } from '../scripts/src/client-descriptions-module.js'
import { toClientSchemaText } from '../scripts/src/client-schema-text.js'
import { withClients, withWrittenClients } from '../scripts/src/clients-markdown.js'
import { toErrorsMarkdown } from '../scripts/src/errors-markdown.js'
import { withLimits } from '../scripts/src/limits-markdown.js'
import { withSettings } from '../scripts/src/settings-markdown.js'

test('docs/errors.md is made from the table of errors', async () => {
  expect(await readFile('docs/errors.md', 'utf8'), 'build, then run "node scripts/dist/write-docs.js"').toBe(toErrorsMarkdown())
})

test('docs/client.schema.json is the schema of the code', async () => {
  expect(await readFile('docs/client.schema.json', 'utf8'), 'build, then run "node scripts/dist/write-docs.js"').toBe(
    toClientSchemaText(),
  )
})

test('the module of the descriptions of clients is made from fixtures/clients', async () => {
  const text = await readFile('packages/client/src/clients/client-descriptions.ts', 'utf8')
  expect(text === toClientDescriptionsModule(), 'build, run "node scripts/dist/write-docs.js", and build again').toBe(true)
})

test('docs/clients.md and docs/launch.md have the clients of the descriptions', async () => {
  const clients = await readFile('docs/clients.md', 'utf8')
  const launch = await readFile('docs/launch.md', 'utf8')
  expect(clients, 'build, then run "node scripts/dist/write-docs.js"').toBe(withClients(clients))
  expect(launch, 'build, then run "node scripts/dist/write-docs.js"').toBe(withWrittenClients(launch))
  expect([clients.includes('`dev.zed/zed`'), launch.includes('`zed`')]).toEqual([true, true])
})

test('docs/server-json.md has the limits that the validation has', async () => {
  const text = await readFile('docs/server-json.md', 'utf8')
  expect(text, 'build, then run "node scripts/dist/write-docs.js"').toBe(withLimits(text))
  expect(text).toContain('131,072 bytes')
})

test('docs/operating.md has every setting as the program has it', async () => {
  const text = await readFile('docs/operating.md', 'utf8')
  expect(text, 'build, then run "node scripts/dist/write-docs.js"').toBe(withSettings(text))
  expect(text).toContain('MCP_REGISTRY_DATA_DIR')
})

test('docs/server-json.md has every rule id that a document of the fixtures meets', async () => {
  const text = await readFile('docs/server-json.md', 'utf8')
  const files = await readdir('fixtures/documents')
  const fixtures = await Promise.all(files.map((file) => readFile(`fixtures/documents/${file}`, 'utf8')))
  const ids = fixtures.flatMap((fixture) => Array.from(fixture.matchAll(/"reference": "([a-z][^"]+)"/g), ([, id = '']) => id))
  expect(ids.length).toBeGreaterThan(50)
  for (const id of ids) expect(text).toContain(`\`${id}\``)
})
