import { rm } from 'node:fs/promises'
import { aborted } from './aborted.js'
import type { Config } from './config.js'
import { toLocalUrl } from './config/listen-config.js'
import { toWorkersFolder } from './aggregators/export-folder.js'
import { settleInBackground } from './catalog/takedowns/settle-in-background.js'
import type { RunOptions } from './run-options.js'
import { openServices } from './services.js'
import { watchUncaught } from './watch-uncaught.js'
import { WorkerPool } from './workers/worker-pool.js'

// Added to the shutdown timeout of the workers, after which they close connections that are still open.
const STOP_GRACE_MS = 5_000

/** Runs the server as several processes. This process migrates the database and supervises the workers, which serve requests. */
export async function runWorkers(config: Config, { signal, onOpened, onListening, ...parts }: RunOptions): Promise<void> {
  const services = await openServices(config, parts)
  using uncaught = watchUncaught(services, config.listen.shutdownTimeoutMs + STOP_GRACE_MS)
  const stopping = AbortSignal.any([signal, uncaught.signal])
  try {
    await services.store.migrate()
    await onOpened?.(services)
    stopping.throwIfAborted()
    // Remove files that workers of an earlier run left behind.
    await rm(toWorkersFolder(config.dataDir), { recursive: true, force: true })
    const pool = new WorkerPool(services)
    try {
      const port = await Promise.race([pool.start(config.workers), aborted(stopping)])
      if (port !== undefined) onListening?.(toLocalUrl({ ...config.listen.address, port }))
      await Promise.all([aborted(stopping), settleInBackground(services, stopping)])
    } finally {
      await pool.stop(config.listen.shutdownTimeoutMs + STOP_GRACE_MS)
    }
  } finally {
    await services.close()
  }
  uncaught.signal.throwIfAborted()
}
