import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { BARE_SERVER } from './measure.js'
import { type ServerProcess, stopProcess } from './start-registry.js'

/** A bare `node:http` server with one body. */
export async function startBareServer(bodyBytes: number): Promise<ServerProcess> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['-e', BARE_SERVER, String(bodyBytes)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [port] = (await once(child, 'message')) as [number]
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    startMs: performance.now() - startedAt,
    [Symbol.asyncDispose]: () => stopProcess(child),
  }
}
