import { randomUUID } from 'node:crypto'
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface DataDirLock {
  release(): Promise<void>
}

/**
 * Keeps a second process from opening the folder, which would destroy the database in it. The lock is the file `lock-<n>.json` with
 * the highest n; it names its process, so that one left behind by a killed process is recognised. A lock is never taken away, only
 * followed by the next number, which the file system gives to one process alone: replacing a stale file in place would let a slow
 * process replace the fresh lock of a quick one.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const holder: Holder = { pid: process.pid, startedAt: await readStartTime(process.pid), id: randomUUID() }
  const draft = join(dataDir, `lock-draft-${holder.id}.json`)
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600 })
  held.add(holder.id)
  try {
    const number = await takeNextNumber(dataDir, draft)
    await removeOlder(dataDir, number)
    return { release: () => release(dataDir, number, holder.id) }
  } catch (error) {
    held.delete(holder.id)
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function takeNextNumber(dataDir: string, draft: string): Promise<number> {
  for (;;) {
    const last = await findLast(dataDir)
    const holder = await readHolder(toPath(dataDir, last))
    if (holder && (await isAlive(holder))) throw inUse(dataDir, holder.pid)
    const number = last + 1
    // A link, unlike a file that is created and then written, is never seen half-written.
    if (!(await tryLink(draft, toPath(dataDir, number)))) continue
    if ((await findLast(dataDir)) === number) return number
    // The number was free again only because a later holder has cleared away the older locks.
    await rm(toPath(dataDir, number), { force: true })
  }
}

// The number stays taken: it must not be given twice.
async function release(dataDir: string, number: number, id: string): Promise<void> {
  if (!held.delete(id)) return
  const free = join(dataDir, `lock-draft-${id}.json`)
  await writeFile(free, '{}', { mode: 0o600 })
  await rename(free, toPath(dataDir, number))
}

async function removeOlder(dataDir: string, number: number): Promise<void> {
  const older = (await listNumbers(dataDir)).filter((other) => other < number)
  await Promise.all(older.map((other) => rm(toPath(dataDir, other), { force: true })))
}

async function findLast(dataDir: string): Promise<number> {
  return Math.max(0, ...(await listNumbers(dataDir)))
}

async function listNumbers(dataDir: string): Promise<number[]> {
  const files = await readdir(dataDir)
  return files.map((file) => Number(/^lock-(\d+)\.json$/.exec(file)?.[1] ?? 0)).filter((number) => number > 0)
}

function toPath(dataDir: string, number: number): string {
  return join(dataDir, `lock-${number}.json`)
}

interface Holder {
  readonly pid: number
  /** Tells the process from a later one of the same id, which is common in containers. */
  readonly startedAt: string
  readonly id: string
}

// A lock of this very process that is not in here was left by a predecessor of the same process id.
const held = new Set<string>()

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function inUse(dataDir: string, pid: number): Error {
  const remedy =
    'Stop it, or give this one another folder with MCP_REGISTRY_DATA_DIR, or use PostgreSQL with MCP_REGISTRY_DATABASE_URL.'
  return new Error(`The data folder ${dataDir} is in use by process ${pid}. ${remedy}`)
}

// Undefined for a lock that was released, and for none.
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>
    return holder.pid === undefined ? undefined : (holder as Holder)
  } catch {
    return undefined
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.pid === process.pid) return held.has(holder.id)
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: it lives, under another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return (await readStartTime(holder.pid)) === holder.startedAt
}

// In clock ticks since boot, with the boot it counts from. Empty where there is no /proc: then the process id alone decides.
async function readStartTime(pid: number): Promise<string> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ])
    // The second field is the program's name in parentheses, which may hold spaces; the start time is the 20th after it.
    return `${boot.trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`
  } catch {
    return ''
  }
}
