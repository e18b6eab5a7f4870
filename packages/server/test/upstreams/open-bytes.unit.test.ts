import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openFile } from '../../src/upstreams/open-bytes.js'

test('a file that cannot be read is an error of whoever reads it, however late', async () => {
  const bytes = openFile('/nonexistent/servers.json', () => {})
  // Time enough for an error that has no handler to be thrown.
  for (let turn = 0; turn < 20; turn++) await setImmediate()
  await expect(bytes.next()).rejects.toThrow('ENOENT')
})
