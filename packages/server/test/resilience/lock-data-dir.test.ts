import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { lockDataDir } from '../../src/store/lock-data-dir.js'
import { describeHolder, type Holder } from '../../src/store/lock-holder.js'
import { openStore } from '../../src/store/open-store.js'
import { buildChild } from '@mcp-registry/testkit/build-child'

async function createFolder() {
  const path = await mkdtemp(join(tmpdir(), 'registry-lock-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Leaves a lock as a process without a socket would that has these properties, and otherwise those of this one. */
async function leaveLock(folder: string, holder: Partial<Holder>): Promise<void> {
  const self = await describeHolder(folder, 'other')
  await writeFile(join(folder, 'lock-1.json'), JSON.stringify({ ...self, hasSocket: false, ...holder }))
}

async function startLockingChild(folder: string) {
  const program = await buildChild(new URL('./locking-child.ts', import.meta.url))
  const child = spawn(process.execPath, [program.path, folder], { stdio: ['pipe', 'pipe', 'pipe'] })
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  expect((await lines.next()).value).toBe('locked')
  return {
    child,
    exited,
    lines,
    errors: text(child.stderr),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
      await program[Symbol.asyncDispose]()
    },
  }
}

test('a folder in use is refused with the process that uses it, and free again afterwards', async () => {
  await using folder = await createFolder()
  const lock = await lockDataDir(folder.path)
  await expect(lockDataDir(folder.path)).rejects.toThrow(`is in use by process ${process.pid}. Stop it`)
  await lock.release()
  await (await lockDataDir(folder.path)).release()
  expect((await readdir(folder.path)).filter((file) => file.endsWith('.sock'))).toEqual([])
})

test('the path of the folder may be longer than that of a socket', async () => {
  await using folder = await createFolder()
  const path = join(folder.path, 'deep'.repeat(40))
  await mkdir(path)
  const lock = await lockDataDir(path)
  await expect(lockDataDir(path)).rejects.toThrow('is in use by')
  expect((await readdir(path)).filter((file) => file.endsWith('.sock'))).toHaveLength(1)
  await lock.release()
})

test('of many that lock a folder at once one gets it', async () => {
  await using folder = await createFolder()
  await leaveLock(folder.path, { pid: 1, startedAt: 'long ago' })
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataDir(folder.path)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.release()
})

test('a folder that is locked and released over and over has at most one holder at a time', async () => {
  await using folder = await createFolder()
  let holders = 0
  const contend = async () => {
    for (let round = 0; round < 10; round++) {
      const lock = await lockDataDir(folder.path).catch(() => undefined)
      if (!lock) continue
      expect(++holders).toBe(1)
      await lockDataDir(folder.path).catch(() => {})
      holders--
      await lock.release()
    }
  }
  await Promise.all(Array.from({ length: 10 }, contend))
  await (await lockDataDir(folder.path)).release()
})

test('the lock of a killed process, or of an earlier one with the same id, does not count', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  child.kill('SIGKILL')
  await once(child, 'exit')
  for (const pid of [child.pid, process.pid, process.ppid]) {
    await using folder = await createFolder()
    await leaveLock(folder.path, { ...(pid !== undefined && { pid }), startedAt: 'another life' })
    const notices: string[] = []
    const lock = await lockDataDir(folder.path, { notify: (notice) => void notices.push(notice) })
    expect(notices).toEqual([])
    await expect(lockDataDir(folder.path)).rejects.toThrow(`in use by process ${process.pid}`)
    await lock.release()
  }
})

test('a process that is stopped keeps its lock, and loses it as soon as it is killed', async () => {
  await using folder = await createFolder()
  await using other = await startLockingChild(folder.path)
  other.child.kill('SIGSTOP')
  await expect(lockDataDir(folder.path, { patienceMs: 0 })).rejects.toThrow(`in use by process ${other.child.pid}`)
  other.child.kill('SIGKILL')
  await other.exited
  const lock = await lockDataDir(folder.path, { notify: (notice) => expect.fail(notice) })
  await lock.release()
})

test('a holder on another kernel keeps its lock as long as its heartbeat goes on', async () => {
  await using folder = await createFolder()
  await leaveLock(folder.path, { kernel: 'another', host: 'elsewhere', pid: 7 })
  let count = 0
  const heart = setInterval(() => void writeFile(join(folder.path, 'lock-1.beat'), String(count++)), 100)
  await expect(lockDataDir(folder.path)).rejects.toThrow('in use by process 7 on elsewhere')
  clearInterval(heart)
})

test('a holder on another kernel, or in another container, that shows no sign is followed after a while, and says why it takes long', async () => {
  for (const trait of [{ kernel: 'another' }, { pidNamespace: 'another' }]) {
    await using folder = await createFolder()
    await leaveLock(folder.path, { ...trait, host: 'elsewhere', pid: 7 })
    const notices: string[] = []
    const lock = await lockDataDir(folder.path, { patienceMs: 500, notify: (notice) => void notices.push(notice) })
    expect(notices).toEqual([
      expect.stringMatching(/was last used by process 7 on elsewhere, .* Waiting up to 0.5 seconds/),
      expect.stringContaining('is taken over'),
    ])
    await lock.release()
  }
})

test('the heartbeat goes on while the process is busy', async () => {
  await using folder = await createFolder()
  const lock = await lockDataDir(folder.path)
  const path = join(folder.path, 'lock-1.beat')
  await expect.poll(() => existsSync(path)).toBe(true)
  const before = readFileSync(path, 'utf8')
  // Nothing else of this thread runs meanwhile.
  for (const end = Date.now() + 10_000; Date.now() < end && readFileSync(path, 'utf8') === before;);
  expect(readFileSync(path, 'utf8')).not.toBe(before)
  await lock.release()
})

test('a process whose folder was taken over ends, when it next uses the folder and by its heartbeat', async () => {
  for (const isUsed of [true, false]) {
    await using folder = await createFolder()
    await using other = await startLockingChild(folder.path)
    other.child.stdin.write('use\n')
    expect((await other.lines.next()).value).toBe('held')
    if (isUsed) other.child.kill('SIGSTOP')
    await writeFile(join(folder.path, 'lock-2.json'), '{}')
    if (isUsed) {
      other.child.stdin.write('use\n')
      other.child.kill('SIGCONT')
    }
    const [code, signal] = await other.exited
    expect([1, 'SIGKILL']).toContain(code ?? signal)
    expect((await other.lines.next()).done).toBe(true)
    expect(await other.errors).toContain('Another process has taken over the data folder')
  }
})

test('an embedded store makes its folder for its owner alone and locks it', async () => {
  await using folder = await createFolder()
  const dataDir = join(folder.path, 'data')
  const store = await openStore({ kind: 'embedded', dataDir })
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
  await expect(openStore({ kind: 'embedded', dataDir })).rejects.toThrow('is in use by process')
  await store.close()
}, 120_000)
