import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { toErrorsMarkdown } from '../scripts/src/errors-markdown.js'

test('docs/errors.md is made from the table of errors', async () => {
  expect(await readFile('docs/errors.md', 'utf8'), 'build, then run "node scripts/dist/write-docs.js"').toBe(toErrorsMarkdown())
})
