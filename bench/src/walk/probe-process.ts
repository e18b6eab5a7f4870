// Requests single versions one after the other, with pauses, until it is stopped; then reports the duration of each request.
import { setTimeout } from 'node:timers/promises'

/** The first message to the probe. */
export interface ProbeOrder {
  readonly urls: readonly string[]
  readonly pauseMs: number
}

const milliseconds: number[] = []
let isStopped = false

process.on('message', (order: ProbeOrder | 'stop') => {
  if (order === 'stop') isStopped = true
  else void run(order).then(() => process.send?.(milliseconds))
})
process.once('disconnect', () => process.exit())

async function run({ urls, pauseMs }: ProbeOrder): Promise<void> {
  for (let nth = 0; !isStopped; nth++) {
    const startedAt = performance.now()
    await (await fetch(urls[nth % urls.length] ?? '')).arrayBuffer()
    milliseconds.push(performance.now() - startedAt)
    await setTimeout(pauseMs)
  }
}
