import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ProbeOrder } from './probe-process.js'

const PROGRAM = fileURLToPath(new URL('probe-process.js', import.meta.url))

/** A probe in a process of its own, so that nothing but the registry makes it wait. Its milliseconds come when it is stopped. */
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
