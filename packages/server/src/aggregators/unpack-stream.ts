import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** What a gzip stream holds. Unlike with `pipe`, an error on either side ends both, and so does a reader that goes away. */
export function unpackStream(packed: Readable): Readable {
  // The error is that of the returned stream, too.
  return pipeline(packed, createGunzip(), () => {})
}
