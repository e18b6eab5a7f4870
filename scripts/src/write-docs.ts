// Generates documentation from the code: docs/errors.md, docs/openapi.json, docs/client.schema.json, the settings in docs/operating.md, and
// the limits in docs/server-json.md. A test fails if they are outdated.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { toClientSchemaText } from './client-schema-text.js'
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
await writeFile(new URL('client.schema.json', docs), toClientSchemaText())
await writeFile(new URL('openapi.json', docs), await readOpenApiDocument())
