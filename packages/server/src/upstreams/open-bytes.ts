import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { SourceCutOff } from './source-error.js'

/** Called with the number of bytes read from the source, before decompression. */
export type OnBytes = (bytes: number) => void

/** The bytes of a file, decompressed if it is gzip. */
export async function* openFile(path: string, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  yield* unpack(count(createReadStream(path), onBytes))
}

/** The bytes of a response body, decompressed if the content itself is gzip. */
export async function* openBody(response: Response, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  if (response.body) yield* openChunks(response.body, onBytes)
}

/** Bytes as they arrive, decompressed if they are gzip. */
export async function* openChunks(chunks: AsyncIterable<Uint8Array>, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  yield* unpack(count(chunks, onBytes))
}

async function* count(chunks: AsyncIterable<Uint8Array>, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes(chunk.length)
    yield chunk
  }
}

async function* unpack(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const head: Uint8Array[] = []
  let length = 0
  while (length < 2) {
    const { value, done } = await chunks.next()
    if (done) break
    head.push(value)
    length += value.length
  }
  const start = Buffer.concat(head)
  const all = prepend(start, chunks)
  yield* start[0] === 0x1f && start[1] === 0x8b ? gunzip(all) : all
}

async function* prepend(start: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start
  yield* rest
}

/** Like a pipe through `createGunzip`, but yields everything decompressed before an error, and then throws the error. */
async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip()
  const unpacked: Uint8Array[] = []
  let fault: Error | undefined
  stream.on('data', (chunk: Buffer) => unpacked.push(chunk))
  const isEnded = new Promise<void>((resolve) => {
    stream.once('end', resolve)
    stream.once('error', (error) => {
      fault = error
      resolve()
    })
  })
  try {
    for await (const chunk of chunks) {
      // Wait until the whole chunk is decompressed: an error in a later one would discard what is still buffered. An error in this one ends
      // the stream without calling the callback of the write.
      await Promise.race([new Promise<void>((resolve) => void stream.write(chunk, () => resolve())), isEnded])
      yield* unpacked.splice(0)
      if (fault) break
    }
    if (!fault) stream.end()
    await isEnded
    yield* unpacked.splice(0)
    if (!fault) return
    const message = `The gzip data is broken or was cut off (${fault.message}). What came before has been read; get the source again.`
    throw new SourceCutOff(message, { cause: fault })
  } finally {
    stream.destroy()
  }
}
