import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ProbeOrder } from './probe-process.js'

const PROGRAM = fileURLToPath(new URL('probe-process.js', import.meta.url))

/** Starts a probe in a separate process, so that only the registry can delay it. Stopping it returns its measurements in milliseconds. */
export function startProbe(order: ProbeOrder): { stop(): Promise<readonly number[]> } {
  const child = fork(PROGRAM, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.send(order)
  return {
    async stop() {
      const answered = once(child, 'message')
      child.send('stop')
      const [milliseconds] = (await answered) as [readonly number[]]
      child.disconnect()
      return milliseconds
    },
  }
}
