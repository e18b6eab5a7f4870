import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { withSettings } from '../../../../scripts/src/settings-markdown.js'

test('the document for operators has every setting as the program has it', async () => {
  const text = await readFile(new URL('../../../../docs/operating.md', import.meta.url), 'utf8')
  // Stale? node scripts/dist/write-docs.js
  expect(text).toBe(withSettings(text))
  expect(text).toContain('MCP_REGISTRY_DATA_DIR')
})
