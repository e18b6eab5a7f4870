import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Walk, WalkOrder } from './walk-process.js'

const PROGRAM = fileURLToPath(new URL('walk-process.js', import.meta.url))

/** Runs aggregators in a separate process; `onWalk` is called for each walk. */
export function runWalks(order: WalkOrder, onWalk: (walk: Walk) => void): Promise<void> {
  const child = fork(PROGRAM, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    child.on('message', (message: Walk | 'done') => {
      if (message !== 'done') return onWalk(message)
      child.disconnect()
      resolve()
    })
    child.once('exit', (code) => reject(new Error(`The aggregators ended with ${code}`)))
    child.send(order)
  })
}
