import type * as Fs from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

const INTERVAL_MS = 1_000

/** The file in which the holder of the lock of that number counts. */
export function toHeartbeatPath(dataDir: string, number: number): string {
  return join(dataDir, `lock-${number}.beat`)
}

export interface Heartbeat {
  stop(): Promise<void>
}

/**
 * Counts once a second in the heartbeat file of a lock, and kills this process when a later lock is there. In a thread of its own: the
 * embedded database can keep the main one busy for minutes, which must not look like a dead process, nor keep it from being stopped.
 */
export function startHeartbeat(options: { readonly dataDir: string; readonly number: number; readonly lost: string }): Heartbeat {
  const { dataDir, number, lost } = options
  const workerData: BeatData = { dataDir, number, lost, path: toHeartbeatPath(dataDir, number), intervalMs: INTERVAL_MS }
  const worker = new Worker(`(${beat.toString()})(require('node:fs'), require('node:worker_threads').workerData)`, {
    eval: true,
    workerData,
    // It needs next to nothing.
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  })
  warnOfFailure(worker, dataDir)
  worker.unref()
  return { stop: async () => void (await worker.terminate()) }
}

/** The process goes on without its heartbeat, which nobody may need; should another host look for it, the folder is taken over. */
export function warnOfFailure(worker: Worker, dataDir: string): void {
  worker.on('error', (error) => {
    const reason = error instanceof Error ? error.message : String(error)
    process.emitWarning(
      `The heartbeat of the data folder ${dataDir} has stopped: ${reason}. Another host may take over the folder. Restart the registry.`,
    )
  })
}

interface BeatData {
  readonly dataDir: string
  readonly number: number
  readonly path: string
  readonly intervalMs: number
  readonly lost: string
}

// Runs as its own text and so uses nothing from around it: a file of its own would not be found in a bundle or by a test of the sources.
function beat(fs: typeof Fs, { dataDir, number, path, intervalMs, lost }: BeatData): void {
  let count = 0
  const step = () => {
    try {
      const numbers = fs.readdirSync(dataDir).map((file) => Number(/^lock-(\d+)\.json$/.exec(file)?.[1] ?? 0))
      if (Math.max(...numbers) > number) {
        fs.writeSync(2, `${lost}\n`)
        // Not an orderly end: the files are not ours to write to any more.
        process.kill(process.pid, 'SIGKILL')
      }
      count++
      fs.writeFileSync(path, String(count))
    } catch {
      // A folder that cannot be written to is reported by the database.
    }
  }
  setInterval(step, intervalMs)
  step()
}

const LOOK_MS = 250

/** Whether the heartbeat goes on. Tells by the content alone: clocks and time stamps of two hosts may differ. */
export async function hasHeartbeat(path: string, patienceMs: number): Promise<boolean> {
  const first = await readBeat(path)
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += LOOK_MS) {
    await setTimeout(LOOK_MS)
    if ((await readBeat(path)) !== first) return true
  }
  return false
}

async function readBeat(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
