import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { VARIABLES } from '../../src/config/variables.js'

test('the document for operators names every setting as the program does', async () => {
  const text = await readFile(new URL('../../../../docs/operating.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| `(MCP_REGISTRY_\w+)` \| (.*) \|$/gm)].map(([, name, about]) => [name, about])
  expect(Object.fromEntries(rows)).toEqual(VARIABLES)
})
