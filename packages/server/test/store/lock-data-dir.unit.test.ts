import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockDataDir } from '../../src/store/lock-data-dir.js'
import { openStore } from '../../src/store/open-store.js'

async function createFolder() {
  const path = await mkdtemp(join(tmpdir(), 'registry-lock-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

test('a folder in use is refused with the process that uses it, and free again afterwards', async () => {
  await using folder = await createFolder()
  const lock = await lockDataDir(folder.path)
  await expect(lockDataDir(folder.path)).rejects.toThrow(`is in use by process ${process.pid}. Stop it`)
  await lock.release()
  await (await lockDataDir(folder.path)).release()
})

test('of many that lock a folder at once one gets it', async () => {
  await using folder = await createFolder()
  await writeFile(join(folder.path, 'lock-1.json'), '{"pid":1,"startedAt":"long ago","id":"x"}')
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataDir(folder.path)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a folder that is locked and released over and over has at most one holder at a time', async () => {
  await using folder = await createFolder()
  let holders = 0
  const contend = async () => {
    for (let round = 0; round < 30; round++) {
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
    await writeFile(join(folder.path, 'lock-1.json'), JSON.stringify({ pid, startedAt: 'another life', id: 'x' }))
    const lock = await lockDataDir(folder.path)
    await expect(lockDataDir(folder.path)).rejects.toThrow(`in use by process ${process.pid}`)
    await lock.release()
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
