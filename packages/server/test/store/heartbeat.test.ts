import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { warnOfFailure } from '../../src/store/heartbeat.js'

test('a heartbeat that fails is a warning of the process that names the folder, the reason and the remedy', async () => {
  const warned = once(process, 'warning')
  warnOfFailure(new Worker('throw new Error("no memory")', { eval: true }), '/var/lib/registry')
  expect(await warned).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(/data folder \/var\/lib\/registry has stopped: no memory\. .* Restart the registry\.$/),
    }),
  ])
})
