import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { copyDataFolder } from '@mcp-registry/testkit/copy-data-folder'
import { openTestStore } from '../../../server/test/harness/open-test-store.js'
import { mcpRegistry } from '../../src/registry/program.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'

const SAMPLES = fileURLToPath(new URL('../../../../fixtures/sample-servers.json', import.meta.url))

/** A database on the engine of the project, and commands that work on it. */
async function openPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'cli-'))
  const store = await openTestStore()
  if (store.url === undefined) await copyDataFolder(join(folder, 'data'))
  const storage = store.url === undefined ? ['--data-dir', join(folder, 'data')] : ['--database-url', store.url]
  return {
    folder,
    run: (command: string, ...argv: string[]) => runCaptured(mcpRegistry, [command, ...argv, ...storage]),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

test('a backup is written whole, and restored into an empty database or in place of another', async () => {
  await using original = await openPlace()
  await original.run('migrate')
  await original.run('import', SAMPLES)
  const file = join(original.folder, 'registry.backup.gz')
  const made = await original.run('backup', file)
  expect(made.stdout).toMatch(/^Wrote a backup as of change 16 to .+ \([\d,]+ rows\)\.\n$/)
  expect(made.exitCode).toBe(0)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const plain = await original.run('backup', '-', '--quiet')
  const withoutTime = (text: string) => text.replace(/"createdAt":"[^"]+"/, '').replace(/"sha256":"[^"]+"/, '')
  expect(withoutTime(gunzipSync(await readFile(file)).toString())).toBe(withoutTime(plain.stdout))

  await using copy = await openPlace()
  const restored = await copy.run('restore', file)
  expect(restored.exitCode).toBe(0)
  expect(restored.stdout).toMatch(/^Restored 16 versions from .+, made at .+, as of change 16\.\n$/)
  expect((await copy.run('export')).stdout).toBe((await original.run('export')).stdout)

  const refused = await copy.run('restore', file)
  expect([refused.exitCode, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toContain('The database is not empty')
  const replaced = await copy.run('restore', file, '--replace', '--json')
  expect(JSON.parse(replaced.stdout)).toMatchObject({ rows: { versions: 16 }, kept: { audit_log: 1 }, hidden: 0 })
}, 120_000)

test('a restore of what is not there, is no backup or is cut off tells so and changes nothing', async () => {
  await using place = await openPlace()
  const missing = await place.run('restore', join(place.folder, 'none.gz'))
  expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining('There is no such file')])
  const other = await place.run('restore', SAMPLES)
  expect([other.exitCode, other.stderr]).toEqual([1, expect.stringContaining('This is not a backup')])
  await place.run('import', SAMPLES)
  const file = join(place.folder, 'registry.backup.gz')
  await place.run('backup', file)
  const whole = await readFile(file)
  await writeFile(file, whole.subarray(0, whole.length / 2))
  const cutOff = await place.run('restore', file, '--replace')
  expect([cutOff.exitCode, cutOff.stderr]).toEqual([1, expect.stringContaining('damaged or incomplete')])
  expect((await place.run('export')).stdout).toContain('"count":16')
}, 120_000)

test('a backup into a folder that is not there, or of a data folder without a database, tells so and leaves nothing', async () => {
  await using place = await openPlace()
  await place.run('migrate')
  const absent = join(place.folder, 'absent')
  const unwritten = await place.run('backup', join(absent, 'registry.backup.gz'))
  expect([unwritten.exitCode, unwritten.stderr]).toEqual([1, expect.stringContaining(`There is no folder ${absent}.`)])
  const file = join(place.folder, 'registry.backup.gz')
  const empty = await runCaptured(mcpRegistry, ['backup', file, '--data-dir', absent])
  expect([empty.exitCode, empty.stderr]).toEqual([1, expect.stringContaining(`no database in the data folder ${absent}`)])
  for (const path of [absent, file]) await expect(stat(path)).rejects.toThrow('ENOENT')
})
