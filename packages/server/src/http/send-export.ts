import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Negotiator } from '@fastify/accept-negotiator'
import { RegistryError } from '@mcp-registry/contract'
import type { ExportFile, ExportFiles } from '../aggregators/export-files.js'
import type { ChangePosition } from '../store/change-clock.js'
import { unpackStream } from '../aggregators/unpack-stream.js'
import { type ByteRange, toByteRange } from './byte-range.js'
import { isKnown } from './conditional.js'
import { type OperationRequest, StreamAnswer } from './operation.js'
import { RangeNotSatisfiable } from './range-not-satisfiable.js'

const negotiator = new Negotiator({ supportedValues: ['gzip', 'identity'] })

/**
 * Sends an export, compressed if the client accepts gzip. The compressed representation is the file itself and supports range requests. Its
 * ETag is a digest of its bytes, so that `If-Range` matches only the same file.
 */
export async function sendExport(
  exports: ExportFiles,
  last: ChangePosition | undefined,
  { raw, headers }: Pick<OperationRequest, 'raw' | 'headers'>,
): Promise<StreamAnswer> {
  const file = await exports.get(last)
  const isCompressed = negotiator.negotiate(String(headers['accept-encoding'] ?? '')) === 'gzip'
  const etag = `"${file.digest}${isCompressed ? '-gzip' : ''}"`
  const common = {
    etag,
    'cache-control': 'public, max-age=60',
    vary: 'Accept-Encoding',
    'x-registry-change': String(file.number),
    'x-registry-epoch': file.epoch,
  }
  if (isKnown(headers['if-none-match'], `"${file.digest}"`)) return new StreamAnswer(nothing(), common, 304)

  const whole = {
    ...common,
    'content-type': 'application/x-ndjson; charset=utf-8',
    'accept-ranges': isCompressed ? 'bytes' : 'none',
    ...(isCompressed && { 'content-encoding': 'gzip', 'content-length': String(file.bytes) }),
  }
  // Range requests are defined only for GET (RFC 9110, section 14.2).
  if (raw.method === 'HEAD') return new StreamAnswer(nothing(), whole)
  if (!isCompressed) return new StreamAnswer(unpackStream(await openFile(exports, file)), whole)
  const range = isCurrent(headers['if-range'], etag) ? toByteRange(headers.range, file.bytes) : 'whole'
  if (range === 'unsatisfiable') throw new RangeNotSatisfiable(file.bytes)
  if (range === 'whole') return new StreamAnswer(await openFile(exports, file), whole)
  const part = {
    ...whole,
    'content-length': String(range.end - range.start + 1),
    'content-range': `bytes ${range.start}-${range.end}/${file.bytes}`,
  }
  return new StreamAnswer(await openFile(exports, file, range), part, 206)
}

/** Whether `If-Range` is absent or matches this representation, by strong comparison. Source: RFC 9110, section 13.1.5. */
function isCurrent(ifRange: string | string[] | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange === etag
}

async function openFile(exports: ExportFiles, file: ExportFile, range?: ByteRange): Promise<Readable> {
  try {
    const handle = await open(join(file.folder, file.name))
    return handle.createReadStream(range && { start: range.start, end: range.end })
  } catch (cause) {
    exports.forget(file)
    throw new RegistryError('internal', 'The export file is missing. Try again; it is generated again.', { cause })
  }
}

function nothing(): Readable {
  return Readable.from([])
}
