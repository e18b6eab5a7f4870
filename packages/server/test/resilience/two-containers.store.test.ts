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
import { buildChild } from '@mcp-registry/testkit/build-child'
import { copyDataFolder } from '@mcp-registry/testkit/copy-data-folder'

const PROGRAM = new URL('./publishing-child.ts', import.meta.url)
// Processes, mounts and network of its own, as a container has them. `--kill-child` takes the program along when this one is killed.
const CONTAINER = ['--pid', '--fork', '--kill-child', '--mount-proc', '--net']
// Without root, a user namespace makes its creator one.
const UNSHARE = process.getuid?.() === 0 ? CONTAINER : ['--map-root-user', ...CONTAINER]
const ROUNDS = 2

/** Why there can be no containers on this machine. In CI a machine that has the program must let it work: nobody reads what was skipped. */
function findObstacle(): string | undefined {
  const { error, status, stderr } = spawnSync('unshare', [...UNSHARE, 'true'], { encoding: 'utf8' })
  if (status === 0) return undefined
  if (error !== undefined) return `unshare cannot be run: ${error.message}. Install util-linux.`
  const reason = `No namespaces can be made here: ${stderr.trim()}. Run the tests as root, and a container with the capability SYS_ADMIN.`
  if (process.env['CI']) throw new Error(reason)
  return reason
}

// A database server locks its data itself.
describe.skipIf(inject('database').engine !== 'pglite')('in containers', () => {
  verifies(
    'edge-53',
    'of two containers on one data folder the second is refused, nothing is lost, and another one starts at once when the first is killed',
    async ({ skip }) => {
      const obstacle = findObstacle()
      if (obstacle !== undefined) return skip(obstacle)
      await using program = await buildChild(PROGRAM)
      for (let round = 0; round < ROUNDS; round++) {
        const folder = await mkdtemp(join(tmpdir(), 'registry-shared-'))
        try {
          await copyDataFolder(folder)
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

  // Not its exit, which is that of unshare: the program ends a moment later, and with it its side of the pipes.
  const killed = once(first, 'close')
  first.stderr.resume()
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
  return spawn('unshare', [...UNSHARE, process.execPath, path, JSON.stringify({ kind: 'embedded', dataDir })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** What the program has printed by now. */
function collectLines({ stdout }: { stdout: Readable }): string[] {
  const lines: string[] = []
  createInterface(stdout).on('line', (line) => void lines.push(line))
  return lines
}
