import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface DataDirLock {
  release(): Promise<void>
}

/**
 * Keeps a second process from opening the folder, which would destroy the database in it. The lock is a file that names its
 * process, so that one left behind by a killed process is recognised and replaced.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const path = join(dataDir, 'lock.json')
  const holder: Holder = { pid: process.pid, startedAt: await readStartTime(process.pid), id: randomUUID() }
  const own = `${path}.${holder.id}`
  await writeFile(own, JSON.stringify(holder), { mode: 0o600 })
  try {
    // A link, unlike a file that is created and then written, is never seen half-written.
    while (!(await tryLink(own, path))) await removeStaleLock(path, dataDir)
  } finally {
    await rm(own, { force: true })
  }
  held.add(holder.id)
  return {
    async release() {
      if (held.delete(holder.id)) await rm(path, { force: true })
    },
  }
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

async function removeStaleLock(path: string, dataDir: string): Promise<void> {
  const holder = await readHolder(path)
  if (holder && (await isAlive(holder))) throw inUse(dataDir, holder.pid)
  // Moved away before it is removed: of several processes that find the same stale lock, one gets it.
  const stale = `${path}.${randomUUID()}`
  const moved = await rename(path, stale).then(
    () => true,
    () => false,
  )
  if (!moved) return
  const found = await readHolder(stale)
  // Another process was quicker and this is its fresh lock: put it back; the next attempt reports it.
  if (found && (await isAlive(found))) await tryLink(stale, path)
  await rm(stale, { force: true })
}

function inUse(dataDir: string, pid: number): Error {
  const remedy =
    'Stop it, or give this one another folder with MCP_REGISTRY_DATA_DIR, or use PostgreSQL with MCP_REGISTRY_DATABASE_URL.'
  return new Error(`The data folder ${dataDir} is in use by process ${pid}. ${remedy}`)
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder
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
