import type { Worker } from 'node:cluster'
import { EventEmitter } from 'node:events'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { WorkerPool } from '../../src/workers/worker-pool.js'

const services = {
  log: pino({ level: 'silent' }),
  metrics: { countUncaught: () => {}, getUncaught: async () => [] },
}

test('a worker process that cannot be started, for want of file descriptors, is a reason not to start', async () => {
  const pool = new WorkerPool(services, () => {
    const worker = Object.assign(new EventEmitter(), { process: { pid: undefined }, isConnected: () => false })
    process.nextTick(() => worker.emit('error', new Error('spawn EMFILE')))
    return worker as unknown as Worker
  })
  await expect(pool.start(2)).rejects.toThrow('spawn EMFILE')
  await pool.stop(1_000)
})

test('so is one that the system refuses outright', async () => {
  const pool = new WorkerPool(services, () => {
    throw new Error('spawn EPERM')
  })
  await expect(pool.start(2)).rejects.toThrow('spawn EPERM')
  await pool.stop(1_000)
})
