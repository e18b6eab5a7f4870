import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { unpackStream } from '../../src/aggregators/unpack-stream.js'

test('what was packed comes out', async () => {
  expect(await text(unpackStream(Readable.from([gzipSync('one\ntwo\n')])))).toBe('one\ntwo\n')
})

test('a file that cannot be read is an error of the returned stream', async () => {
  await expect(text(unpackStream(createReadStream('/nonexistent/export.gz')))).rejects.toThrow('ENOENT')
})

test('a reader that goes away closes the file', async () => {
  const packed = createReadStream(import.meta.filename)
  await once(packed, 'open')
  const closed = new Promise<void>((resolve) => packed.once('close', resolve))
  unpackStream(packed).destroy()
  await closed
  expect(packed.destroyed).toBe(true)
})
