import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { toErrorsMarkdown } from '../scripts/src/errors-markdown.js'
import { readOpenApiDocument } from '../scripts/src/openapi-document.js'

const REMEDY = 'run "node scripts/dist/write-docs.js" after a build'

test('docs/errors.md is made from the table of errors', async () => {
  expect(await readFile('docs/errors.md', 'utf8'), REMEDY).toBe(toErrorsMarkdown())
})

test('docs/openapi.json is what the server serves', async () => {
  expect(await readFile('docs/openapi.json', 'utf8'), REMEDY).toBe(await readOpenApiDocument())
})
