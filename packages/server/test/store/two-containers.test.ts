import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, inject } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openStore } from '../../src/store/open-store.js'
import { buildChild } from '../harness/build-child.js'

const PROGRAM = new URL('./publishing-child.ts', import.meta.url)
// Processes, mounts and network of its own, as a container has them. `--kill-child` takes the program along when this one is killed.
const CONTAINER = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc', '--net']
const ROUNDS = 2

const isPossible =
  inject('database').engine === 'pglite' && spawnSync(CONTAINER[0] ?? '', [...CONTAINER.slice(1), 'true']).status === 0

// What is shown needs the rights to make namespaces, and the engine that keeps its data in a folder.
describe.skipIf(!isPossible)('in containers', () => {
  verifies(
    'edge-53',
    'of two containers on one data folder the second is refused, nothing is lost, and another one starts at once when the first is killed',
    async () => {
      await using program = await buildChild(PROGRAM)
      for (let round = 0; round < ROUNDS; round++) {
        const folder = await mkdtemp(join(tmpdir(), 'registry-shared-'))
        try {
          await runRound(program.path, folder)
        } finally {
          await rm(folder, { recursive: true, force: true })
        }
      }
    },
    300_000,
  )
})

async function runRound(path: string, dataDir: string): Promise<void> {
  const first = startInContainer(path, dataDir)
  const acknowledged = collectLines(first)
  await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(0)

  const second = startInContainer(path, dataDir)
  const [output, message, [code]] = await Promise.all([
    text(second.stdout),
    text(second.stderr),
    once(second, 'exit') as Promise<[number | null]>,
  ])
  expect(output).toBe('')
  expect(message).toMatch(/The data folder .* is in use by process \d+ of another container/)
  expect(code).toBe(1)

  const killed = once(first, 'exit')
  first.kill('SIGKILL')
  await killed

  const notices: string[] = []
  const store = await openStore({ kind: 'embedded', dataDir }, { notify: (notice) => void notices.push(notice) })
  try {
    expect(notices).toEqual([])
    const rows = await store.db.selectFrom('versions').select(['name', 'version']).execute()
    const kept = new Set(rows.map(({ name, version }) => `${name} ${version}`))
    expect(acknowledged.filter((line) => line !== 'done' && !kept.has(line))).toEqual([])
  } finally {
    await store.close()
  }
}

function startInContainer(path: string, dataDir: string) {
  const [command = '', ...args] = CONTAINER
  return spawn(command, [...args, process.execPath, path, JSON.stringify({ kind: 'embedded', dataDir })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** What the program has printed by now. */
function collectLines({ stdout }: { stdout: Readable }): string[] {
  const lines: string[] = []
  createInterface(stdout).on('line', (line) => void lines.push(line))
  return lines
}
