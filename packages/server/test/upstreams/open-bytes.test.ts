import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openBody, openFile } from '../../src/upstreams/open-bytes.js'

test('a file that cannot be read is an error of whoever reads it, however late', async () => {
  const bytes = openFile('/nonexistent/servers.json', () => {})
  // Time enough for an error that has no handler to be thrown.
  for (let turn = 0; turn < 20; turn++) await setImmediate()
  await expect(bytes.next()).rejects.toThrow('ENOENT')
})

test('gzip data with a changed byte, wherever it is, is read to its end or is an error', async () => {
  const text = randomBytes(30_000).toString('hex')
  const packed = gzipSync(text)
  for (let offset = 20; offset < packed.length; offset += 997) {
    const damaged = Buffer.from(packed)
    damaged[offset] = (damaged[offset] ?? 0) ^ 0x55
    const read = async () => {
      const parts: Uint8Array[] = []
      for await (const part of openBody(new Response(damaged), () => {})) parts.push(part)
      return Buffer.concat(parts).toString()
    }
    await expect(read(), `byte ${offset}`).rejects.toThrow('gzip data is broken')
  }
})
