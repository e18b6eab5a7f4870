import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '@mcp-registry/contract'
import { hasHeartbeat, startHeartbeat, toHeartbeatPath } from './heartbeat.js'
import { describeHolder, findState, type Holder, toHolderName, toSocketName } from './lock-holder.js'
import { askSocket, listenInFolder } from './lock-socket.js'
import { FolderInUseError } from './storage-error.js'

export interface DataDirLock {
  /** Ends the process if another one has taken over the folder. Costs two file system lookups. */
  requireHeld(): void
  release(): Promise<void>
}

export interface LockOptions {
  /** Called with the reason when acquiring the lock takes long. */
  readonly notify?: ((message: string) => void) | undefined
  /** How long to watch for the heartbeat of a holder whose state is unknown. Milliseconds. */
  readonly patienceMs?: number
}

// Ten heartbeats.
const PATIENCE_MS = 10_000

/**
 * Prevents a second process from opening the folder, which would corrupt the database. The lock is the file `lock-<n>.json` with the
 * highest n, and it identifies its holder. A lock is never removed, only superseded by the next number, which the file system gives to
 * exactly one process: if stale files were replaced in place, a slow process could replace the fresh lock of a faster one.
 *
 * A socket beside the lock tells whether the holder is still running. The kernel answers, so this works across containers. A holder that is
 * unknown to this kernel, on another host or from before a reboot, is presumed dead when its heartbeat stops. If it resumes, it finds the
 * next number and kills itself.
 */
export async function lockDataDir(dataDir: string, options: LockOptions = {}): Promise<DataDirLock> {
  const self = await describeHolder(dataDir, randomUUID())
  const socketName = toSocketName(self)
  // Created before the lock, so that every process that sees the lock can connect.
  let socket = await listenInFolder(dataDir, socketName)
  const draft = join(dataDir, `lock-draft-${self.id}.json`)
  try {
    await writeFile(draft, JSON.stringify({ ...self, hasSocket: socket !== undefined } satisfies Holder), { mode: 0o600 })
    const number = await takeNextNumber(dataDir, draft, self, options)
    if (socket !== undefined && !existsSync(join(dataDir, socketName))) {
      // An earlier holder removed the socket after it was created and before it accepted connections.
      await socket.close()
      socket = await listenInFolder(dataDir, socketName)
    }
    const lost =
      `Another process has taken over the data folder ${dataDir}, because this one had not shown a sign of life for a while. ` +
      'This one ends, so that they do not both write to it.'
    const heartbeat = startHeartbeat({ dataDir, number, lost })
    await removeOlder(dataDir, number, socketName)
    let isReleased = false
    return {
      requireHeld() {
        if (isHeld(dataDir, number)) return
        process.stderr.write(`${lost}\n`)
        process.exit(1)
      },
      async release() {
        if (isReleased) return
        isReleased = true
        await heartbeat.stop()
        // The number stays taken: it must never be reused.
        const free = join(dataDir, `lock-draft-${self.id}.json`)
        await writeFile(free, '{}', { mode: 0o600 })
        await rename(free, toPath(dataDir, number))
        await socket?.close()
      },
    }
  } catch (error) {
    await socket?.close()
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function takeNextNumber(
  dataDir: string,
  draft: string,
  self: Omit<Holder, 'hasSocket'>,
  { notify, patienceMs = PATIENCE_MS }: LockOptions,
): Promise<number> {
  for (;;) {
    const last = toLast(await readdir(dataDir))
    const holder = await readHolder(toPath(dataDir, last))
    if (holder !== undefined) {
      const state = await findState(dataDir, holder, self)
      const name = toHolderName(holder, self)
      if (state === 'running') throw inUse(dataDir, name)
      if (state === 'unknown') {
        notify?.(
          `The data folder ${dataDir} was last used by ${name}, and it is unknown whether that process is still running. ` +
            `Waiting up to ${patienceMs / 1000} seconds for its heartbeat.`,
        )
        if (await hasHeartbeat(toHeartbeatPath(dataDir, last), patienceMs)) throw inUse(dataDir, name)
        notify?.(`There is no heartbeat; the data folder is taken over.`)
      }
    }
    const number = last + 1
    // Unlike a file that is created and then written, a link never appears half-written.
    if (!(await tryLink(draft, toPath(dataDir, number)))) continue
    if (toLast(await readdir(dataDir)) === number) return number
    // The number was free only because a later holder has removed the older locks.
    await rm(toPath(dataDir, number), { force: true })
  }
}

function isHeld(dataDir: string, number: number): boolean {
  if (existsSync(toPath(dataDir, number)) && !existsSync(toPath(dataDir, number + 1))) return true
  try {
    // If the lock is gone and no later one exists, it was removed by hand.
    return toLast(readdirSync(dataDir)) <= number
  } catch {
    return true
  }
}

async function removeOlder(dataDir: string, number: number, socketName: string): Promise<void> {
  const files = await readdir(dataDir)
  const older = files.filter((file) => toNumber(file) > 0 && toNumber(file) < number)
  const sockets = files.filter((file) => /^lock-.+\.sock$/.test(file) && file !== socketName)
  const stale = await Promise.all(sockets.map(async (file) => (await askSocket(dataDir, file)) === 'refuses'))
  const removed = [...older, ...sockets.filter((_, index) => stale[index])]
  await Promise.all(removed.map((file) => rm(join(dataDir, file), { force: true })))
}

function toLast(files: readonly string[]): number {
  return Math.max(0, ...files.filter((file) => file.endsWith('.json')).map(toNumber))
}

function toNumber(file: string): number {
  return Number(/^lock-(\d+)\.(?:json|beat)$/.exec(file)?.[1] ?? 0)
}

function toPath(dataDir: string, number: number): string {
  return join(dataDir, `lock-${number}.json`)
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

function inUse(dataDir: string, name: string): FolderInUseError {
  return new FolderInUseError(
    `The data folder ${dataDir} is in use by ${name}. ` +
      'Stop it, or give this one another folder with MCP_REGISTRY_DATA_DIR, or use PostgreSQL with MCP_REGISTRY_DATABASE_URL.',
  )
}

// Undefined if the lock was released or does not exist.
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>
    return holder.pid === undefined ? undefined : (holder as Holder)
  } catch {
    return undefined
  }
}
