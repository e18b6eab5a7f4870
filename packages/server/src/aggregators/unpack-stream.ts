import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** Decompresses a gzip stream. Unlike with `pipe`, an error on either side destroys both streams, and so does a reader that stops early. */
export function unpackStream(packed: Readable): Readable {
  // The returned stream emits the error as well.
  return pipeline(packed, createGunzip(), () => {})
}
