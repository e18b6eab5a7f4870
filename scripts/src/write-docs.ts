// Writes the documents that are made from the code: docs/errors.md and docs/openapi.json. A test tells when they are stale.
import { mkdir, writeFile } from 'node:fs/promises'
import { toErrorsMarkdown } from './errors-markdown.js'
import { readOpenApiDocument } from './openapi-document.js'

const docs = new URL('../../docs/', import.meta.url)
await mkdir(docs, { recursive: true })
await writeFile(new URL('errors.md', docs), toErrorsMarkdown())
await writeFile(new URL('openapi.json', docs), await readOpenApiDocument())
