import { type JsonPart, MAX_ELEMENT_BYTES, type Splitter } from './json-part.js'
import { openNestedSplitter } from './split-nested.js'
import { SourceError } from './source-error.js'

/**
 * Splits a listing, an array or JSON Lines that arrive in chunks of any size, holding one element at a time. If the source breaks off,
 * throws a SourceError after the elements before that position.
 */
export async function* splitJson(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JsonPart> {
  let splitter: Splitter | undefined
  let head = Buffer.alloc(0)
  try {
    for await (const chunk of chunks) {
      if (splitter) yield* splitter.push(chunk)
      else {
        head = Buffer.concat([head, chunk])
        if (!head.includes(LF) && head.length < FIRST_LINE_BYTES) continue
        splitter = openSplitter(head)
        yield* splitter.push(withoutBom(head))
      }
    }
  } finally {
    // Yield what was read before an error, then throw the error.
    if (!splitter) yield* (splitter = openSplitter(head)).push(withoutBom(head))
  }
  yield* splitter.finish()
}

const LF = 0x0a
const OPEN_BRACE = 0x7b
/** Number of bytes read to determine whether the first line is an element of its own. */
const FIRST_LINE_BYTES = 1024 * 1024
const BOM = Buffer.from([0xef, 0xbb, 0xbf])

function withoutBom(head: Buffer): Buffer {
  return head.subarray(0, 3).equals(BOM) ? head.subarray(3) : head
}

function openSplitter(head: Buffer): Splitter {
  return isJsonLines(withoutBom(head)) ? openLineSplitter() : openNestedSplitter()
}

/** Whether the first line is an object of its own and not a listing. In that case a malformed line must not swallow the lines after it. */
function isJsonLines(head: Uint8Array): boolean {
  const lineEnd = head.indexOf(LF)
  const line = Buffer.from(lineEnd < 0 ? head : head.subarray(0, lineEnd))
    .toString()
    .trim()
  if (!line.startsWith('{') || !line.endsWith('}')) return false
  try {
    const value: unknown = JSON.parse(line)
    return !(typeof value === 'object' && value !== null && 'servers' in value)
  } catch {
    return false
  }
}

function openLineSplitter(): Splitter {
  let pending: Uint8Array[] = []
  let line = 1
  return {
    *push(chunk) {
      let from = 0
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
        yield* take(chunk.subarray(from, end))
        line += 1
        from = end + 1
      }
      if (from < chunk.length) pending.push(chunk.subarray(from))
      if (pending.reduce((sum, piece) => sum + piece.length, 0) > MAX_ELEMENT_BYTES)
        throw new SourceError(`Line ${line} is larger than ${MAX_ELEMENT_BYTES} bytes: this is not a list of servers.`)
    },
    *finish() {
      yield* take(new Uint8Array())
    },
  }

  function* take(last: Uint8Array): Iterable<JsonPart> {
    const bytes = Buffer.concat([...pending, last])
    pending = []
    if (bytes[0] === OPEN_BRACE || bytes.toString('latin1').trim() !== '') yield { kind: 'element', bytes, line }
  }
}
