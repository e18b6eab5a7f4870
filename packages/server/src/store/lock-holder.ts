import { readFile, readlink, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { hasCode } from '@mcp-registry/contract'
import { askSocket } from './lock-socket.js'

/** The process that holds a lock, as recorded in its file. */
export interface Holder {
  readonly id: string
  readonly pid: number
  /** In clock ticks since boot. Distinguishes the process from a later one with the same id, which is common in containers. */
  readonly startedAt: string
  /** The namespace of the process id. Every container has its own. */
  readonly pidNamespace: string
  /** The boot ID of its kernel, or the host name if there is none. */
  readonly kernel: string
  /** Device and inode of the data folder, as seen by that kernel. */
  readonly folder: string
  readonly host: string
  readonly hasSocket: boolean
}

/** Describes this process as the holder of a lock. */
export async function describeHolder(dataDir: string, id: string): Promise<Omit<Holder, 'hasSocket'>> {
  const { dev, ino } = await stat(dataDir, { bigint: true })
  return {
    id,
    pid: process.pid,
    startedAt: await readStartTime(process.pid),
    pidNamespace: await readlink('/proc/self/ns/pid').catch(() => ''),
    kernel: await readKernel(),
    folder: `${dev}:${ino}`,
    host: hostname(),
  }
}

/** The name of the holder's socket in the folder. */
export function toSocketName({ id }: Pick<Holder, 'id'>): string {
  return `lock-${id}.sock`
}

/**
 * Whether the holder of a lock is still running. `unknown` if it belongs to another kernel: another host, another virtual machine, or this
 * one before a reboot.
 */
export async function findState(
  dataDir: string,
  holder: Holder,
  self: Omit<Holder, 'hasSocket'>,
): Promise<'running' | 'gone' | 'unknown'> {
  const isSameKernel = holder.kernel === self.kernel
  if (holder.hasSocket) {
    const answer = await askSocket(dataDir, toSocketName(holder))
    if (answer === 'answers') return 'running'
    // The socket of a running process also refuses connections from another kernel, or through another mount of a shared file system.
    if (answer === 'refuses' && isSameKernel && holder.folder === self.folder) return 'gone'
  }
  if (!isSameKernel || holder.pidNamespace !== self.pidNamespace) return 'unknown'
  return (await isRunning(holder)) ? 'running' : 'gone'
}

/** The name of the holder in messages to the operator. */
export function toHolderName(holder: Holder, self: Omit<Holder, 'hasSocket'>): string {
  if (holder.host !== self.host) return `process ${holder.pid} on ${holder.host}`
  return holder.pidNamespace === self.pidNamespace
    ? `process ${holder.pid}`
    : `process ${holder.pid} of another container on ${holder.host}`
}

async function isRunning({ pid, startedAt }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it runs, under another user.
    if (!hasCode(error, 'EPERM')) return false
  }
  return (await readStartTime(pid)) === startedAt
}

// Empty without /proc: then the process id alone decides.
async function readStartTime(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program name in parentheses, which may contain spaces; the start time is the 20th field after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

async function readKernel(): Promise<string> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  } catch {
    return `host ${hostname()}`
  }
}
