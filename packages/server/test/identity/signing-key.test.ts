import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseSigningKey, parseVerificationKey, requireStoredSigningKey } from '../../src/identity/signing-key.js'

async function temporaryDir() {
  const path = await mkdtemp(join(tmpdir(), 'signing-key-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test('a key is made once, kept, and readable by its owner only', async () => {
  await using dir = await temporaryDir()
  const dataDir = join(dir.path, 'data')
  const made = await Promise.all(Array.from({ length: 8 }, () => requireStoredSigningKey(dataDir)))
  expect(new Set(made).size).toBe(1)
  expect(parseSigningKey(made[0] ?? '').ok).toBe(true)
  expect(await requireStoredSigningKey(dataDir)).toBe(made[0])
  expect((await stat(join(dataDir, 'signing-key'))).mode & 0o777).toBe(0o600)
})

test('a damaged key is an error, never silently replaced', async () => {
  await using dir = await temporaryDir()
  await writeFile(join(dir.path, 'signing-key'), 'abc')
  await expect(requireStoredSigningKey(dir.path)).rejects.toThrow(/damaged/)
})

test('a malformed key is refused without being repeated', () => {
  for (const text of ['secret', 'zz'.repeat(32), '11'.repeat(31), 'public:secret']) {
    for (const result of [parseSigningKey(text), parseVerificationKey(text)]) {
      expect(result.ok).toBe(false)
      if (!result.ok) expect(result.errors.join()).not.toContain(text.replace('public:', ''))
    }
  }
})
