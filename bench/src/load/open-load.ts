import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadOrder, LoadResult } from './load.js'

/** Runs orders one after the other in a dedicated process. */
export interface Load extends Disposable {
  run(order: LoadOrder): Promise<LoadResult>
}

const PROGRAM = fileURLToPath(new URL('load-process.js', import.meta.url))

export function openLoad(): Load {
  const child = fork(PROGRAM, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return {
    async run(order) {
      const answered = once(child, 'message')
      child.send(order)
      const [{ result, error }] = (await answered) as [{ result?: LoadResult; error?: string }]
      if (result === undefined) throw new Error(`The load generator failed: ${error}`)
      return result
    },
    [Symbol.dispose]: () => child.disconnect(),
  }
}
