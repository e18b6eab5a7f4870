// Generates documentation from the code: docs/errors.md, docs/openapi.json, docs/client.schema.json, the settings in docs/operating.md,
// the limits in docs/server-json.md, the tables of clients; and the module of the descriptions of clients. A test fails if they are outdated.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { toClientDescriptionsModule } from './client-descriptions-module.js'
import { toClientSchemaText } from './client-schema-text.js'
import { withClients, withWrittenClients } from './clients-markdown.js'
import { toErrorsMarkdown } from './errors-markdown.js'
import { withLimits } from './limits-markdown.js'
import { readOpenApiDocument } from '@mcp-registry/testkit/openapi-document'
import { withSettings } from './settings-markdown.js'

const docs = new URL('../../docs/', import.meta.url)
await mkdir(docs, { recursive: true })
await writeFile(new URL('errors.md', docs), toErrorsMarkdown())
const operating = new URL('operating.md', docs)
await writeFile(operating, withSettings(await readFile(operating, 'utf8')))
const serverJson = new URL('server-json.md', docs)
await writeFile(serverJson, withLimits(await readFile(serverJson, 'utf8')))
const clients = new URL('clients.md', docs)
await writeFile(clients, withClients(await readFile(clients, 'utf8')))
const launch = new URL('launch.md', docs)
await writeFile(launch, withWrittenClients(await readFile(launch, 'utf8')))
await writeFile(new URL('client.schema.json', docs), toClientSchemaText())
await writeFile(new URL('openapi.json', docs), await readOpenApiDocument())
await writeFile(
  new URL('../../packages/client/src/clients/client-descriptions.ts', import.meta.url),
  toClientDescriptionsModule(),
)
