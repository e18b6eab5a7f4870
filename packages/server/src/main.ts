import cluster from 'node:cluster'
import type { FastifyInstance } from 'fastify'
import { aborted } from './aborted.js'
import { buildApp } from './app.js'
import { settleInBackground } from './catalog/takedowns/settle-in-background.js'
import type { Config } from './config.js'
import { toLocalUrl } from './config/listen-config.js'
import { listen, requireFreePort } from './listen.js'
import type { RunOptions } from './run-options.js'
import { openServices } from './services.js'
import { watchUncaught } from './watch-uncaught.js'
import { joinWorkers } from './workers/join-workers.js'
import { runWorkers } from './run-workers.js'

/**
 * Runs the server until the signal is aborted. Rejects if the server cannot start, and after an uncaught error, when the process should
 * exit. With several workers, it forks this program for each of them. In a worker, the same call serves requests, and calls neither
 * `onOpened` nor `onListening`.
 */
export async function runServer(config: Config, options: RunOptions): Promise<void> {
  if (cluster.isPrimary) await requireFreePort(config.listen.address)
  if (config.workers === 1) return serve(config, options)
  if (cluster.isPrimary) return runWorkers(config, options)
  const { onOpened: _onOpened, onListening: _onListening, ...rest } = options
  return serve({ ...config, cacheBytes: Math.floor(config.cacheBytes / config.workers) }, { ...rest, workers: joinWorkers() })
}

async function serve(config: Config, { signal, onOpened, onListening, ...parts }: RunOptions): Promise<void> {
  const services = await openServices(config, parts)
  using uncaught = watchUncaught(services, config.listen.shutdownTimeoutMs)
  const stopping = AbortSignal.any([signal, uncaught.signal])
  try {
    if (parts.workers === undefined) {
      for (const variable of config.ignoredVariables) services.log.info({ variable }, 'This setting has no effect here.')
      await services.store.migrate()
    }
    await onOpened?.(services)
    stopping.throwIfAborted()
    const app = await buildApp(services)
    try {
      const port = await listen(app, config.listen.address)
      onListening?.(toLocalUrl({ ...config.listen.address, port }))
      const isAlone = parts.workers === undefined
      await Promise.all([aborted(stopping), isAlone && settleInBackground(services, stopping)])
    } finally {
      await closeInTime(app, config.listen.shutdownTimeoutMs)
    }
  } finally {
    await services.close()
  }
  uncaught.signal.throwIfAborted()
}

const IDLE_CHECK_MS = 50

async function closeInTime(app: FastifyInstance, timeoutMs: number): Promise<void> {
  const deadline = setTimeout(() => app.server.closeAllConnections(), timeoutMs)
  // A connection that was active when the shutdown began becomes idle after its response, and would be kept alive.
  const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK_MS)
  try {
    await app.close()
  } finally {
    clearInterval(idle)
    clearTimeout(deadline)
  }
}
