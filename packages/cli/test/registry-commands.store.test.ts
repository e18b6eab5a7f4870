import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openTestStore } from '../../server/test/harness/open-test-store.js'
import { mcpRegistry } from '../src/registry/program.js'
import { runCaptured } from './harness/run-captured.js'

const SAMPLES = fileURLToPath(new URL('../../../fixtures/sample-servers.json', import.meta.url))

/** A folder for files, and the options that lead a command to an empty database on the engine of the project. */
async function openWorkplace() {
  const folder = await mkdtemp(join(tmpdir(), 'cli-'))
  const store = await openTestStore()
  const storage = store.url === undefined ? ['--data-dir', join(folder, 'data')] : ['--database-url', store.url]
  return {
    folder,
    run: (command: string, ...argv: string[]) =>
      runCaptured(mcpRegistry, [command, ...argv, ...(command === 'validate' ? [] : storage)]),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

test('migrate applies what is missing once, and import and export bring the same bytes back', async () => {
  await using place = await openWorkplace()
  expect((await place.run('migrate')).exitCode).toBe(0)
  expect((await place.run('migrate')).stdout).toBe('The schema is up to date.\n')

  const first = await place.run('import', SAMPLES)
  expect([first.exitCode, first.stdout]).toEqual([0, 'Imported: 16 added.\n'])
  const again = await place.run('import', SAMPLES, '--json')
  expect([again.exitCode, again.stderr]).toEqual([0, ''])
  expect(JSON.parse(again.stdout)).toMatchObject({ added: 0, unchanged: 16, refused: [] })

  const file = join(place.folder, 'backup.json.gz')
  expect((await place.run('export', file)).stdout).toBe(`Wrote 16 entries to ${file}.\n`)
  const piped = await place.run('export', '-', '--quiet')
  expect(gunzipSync(await readFile(file)).toString()).toBe(piped.stdout)
  expect(JSON.parse(piped.stdout)).toEqual(JSON.parse(await readFile(SAMPLES, 'utf8')))
  expect((await place.run('export', '--format', 'ndjson')).stdout.trim().split('\n')).toHaveLength(16)
  expect((await readdir(place.folder)).filter((name) => name.includes('backup'))).toEqual(['backup.json.gz'])
}, 120_000)

test('an import that refuses something says what and exits with 1', async () => {
  await using place = await openWorkplace()
  const file = join(place.folder, 'servers.ndjson')
  await writeFile(file, '{"name":"com.example/a","description":"A server of ours.","version":"1.0.0"}\n{"name":"nameless"}\n')
  const { exitCode, stdout } = await place.run('import', file)
  expect(exitCode).toBe(1)
  expect(stdout).toContain('Imported: 1 added, 1 refused.')
  expect(stdout).toContain('entry 2 (line 2) nameless: It has no version.')
})

test('an import of what is not there says so', async () => {
  await using place = await openWorkplace()
  const { exitCode, stderr } = await place.run('import', join(place.folder, 'nowhere.json'))
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/There is no such file: .*nowhere\.json/)
})
