import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { REQUIREMENTS } from './requirements.js'

test('every promised behaviour has a test, and every cited id is promised', async () => {
  const cited = new Set<string>()
  for (const file of await listTestFiles()) {
    for (const match of (await readFile(file, 'utf8')).matchAll(/\bverifies\(\s*'([^']+)'/g)) cited.add(match[1] ?? '')
  }
  expect([...cited].sort()).toEqual(Object.keys(REQUIREMENTS).sort())
})

async function listTestFiles(): Promise<string[]> {
  const packages = await readdir('packages')
  const found = await Promise.all(
    packages.map(async (name) => {
      const entries = await readdir(join('packages', name, 'test'), { recursive: true }).catch(() => [])
      return entries.filter((entry) => entry.endsWith('.test.ts')).map((entry) => join('packages', name, 'test', entry))
    }),
  )
  return found.flat()
}
