import { createReadStream } from 'node:fs'

/**
 * The content of a file; `undefined` if it has more bytes than that, of which it reads no more. In a stranger's repository, any file may be
 * a link to a device without an end.
 */
export async function readFileWithin(path: string, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of createReadStream(path, { end: maxBytes }) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength
    chunks.push(chunk)
  }
  return length > maxBytes ? undefined : Buffer.concat(chunks)
}
