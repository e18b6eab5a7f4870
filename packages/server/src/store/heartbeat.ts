import type * as Fs from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

const INTERVAL_MS = 1_000

/** The file in which the holder of lock `number` counts its heartbeats. */
export function toHeartbeatPath(dataDir: string, number: number): string {
  return join(dataDir, `lock-${number}.beat`)
}

export interface Heartbeat {
  stop(): Promise<void>
}

/**
 * Increments a counter in the heartbeat file of a lock once a second, and kills this process if a later lock exists. Runs in a worker
 * thread: the embedded database can block the main thread for minutes, which must neither look like a dead process nor delay the kill.
 */
export function startHeartbeat(options: { readonly dataDir: string; readonly number: number; readonly lost: string }): Heartbeat {
  const { dataDir, number, lost } = options
  const workerData: BeatData = { dataDir, number, lost, path: toHeartbeatPath(dataDir, number), intervalMs: INTERVAL_MS }
  const worker = new Worker(`(${beat.toString()})(require('node:fs'), require('node:worker_threads').workerData)`, {
    eval: true,
    workerData,
    // The thread needs almost no memory.
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  })
  warnOfFailure(worker, dataDir)
  worker.unref()
  return { stop: async () => void (await worker.terminate()) }
}

/**
 * The process continues without its heartbeat, which may never be needed. If another host checks for it, that host takes over the folder.
 */
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

// Passed to the worker as source text, so it must not use its enclosing scope. A separate file would not be found in a bundle, or by tests
// that run the sources.
function beat(fs: typeof Fs, { dataDir, number, path, intervalMs, lost }: BeatData): void {
  let count = 0
  const step = () => {
    try {
      const numbers = fs.readdirSync(dataDir).map((file) => Number(/^lock-(\d+)\.json$/.exec(file)?.[1] ?? 0))
      if (Math.max(...numbers) > number) {
        fs.writeSync(2, `${lost}\n`)
        // Not a graceful exit: this process must no longer write to the files.
        process.kill(process.pid, 'SIGKILL')
      }
      count++
      fs.writeFileSync(path, String(count))
    } catch {
      // The database reports a folder that is not writable.
    }
  }
  setInterval(step, intervalMs)
  step()
}

const LOOK_MS = 250

/** Whether the heartbeat continues. Compares only the content: the clocks and file timestamps of two hosts may differ. */
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
