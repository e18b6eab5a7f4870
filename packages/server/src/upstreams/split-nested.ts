import { SourceCutOff, SourceError } from './source-error.js'
import { type JsonPart, MAX_ELEMENT_BYTES, type Splitter } from './json-part.js'

const [LF, QUOTE, BACKSLASH] = [0x0a, 0x22, 0x5c]
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d]
const [TAB, CR, SPACE, COMMA, COLON] = [0x09, 0x0d, 0x20, 0x2c, 0x3a]
const SERVERS_KEY = Buffer.from('"servers"')

/**
 * Finds the elements of a top-level array or of the `servers` array in a top-level object; otherwise the top-level objects. It works on
 * bytes, since all structural characters of JSON are ASCII, and recognises elements by brackets and strings alone. Whether an element
 * is valid JSON is checked when it is read.
 */
export function openNestedSplitter(): Splitter {
  let line = 1
  let depth = 0
  // The depth at which elements begin: 0 at the top level, 1 in an array, 2 in the `servers` of an object.
  let base = 0
  let inString = false
  let isEscaped = false
  // What is being collected: a bracketed value, a bare word or string, or the text around `servers`; and its bytes from earlier chunks.
  let keeping: 'nothing' | 'value' | 'scalar' | 'envelope' = 'nothing'
  let pieces: Uint8Array[] = []
  let keptFrom = 0
  let keptLine = 1
  let envelopeHead: Uint8Array[] = []
  // Number of matching characters of the key in the latest string directly inside a top-level object; -1 if it differs.
  let keyMatch = -1

  return { push, finish }

  function* push(chunk: Uint8Array): Iterable<JsonPart> {
    keptFrom = 0
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index]
      if (byte === LF) line += 1
      if (inString) {
        if (keyMatch >= 0) keyMatch = byte === SERVERS_KEY[keyMatch] ? keyMatch + 1 : -1
        if (isEscaped) isEscaped = false
        else if (byte === BACKSLASH) isEscaped = true
        else if (byte === QUOTE) inString = false
        continue
      }
      if (byte === QUOTE) {
        inString = true
        keyMatch = depth === 1 && base === 0 ? 1 : -1
        if (keeping === 'nothing') startKeeping('scalar', index)
      } else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
        if (byte === OPEN_BRACKET && depth === 0) base = 1
        else if (byte === OPEN_BRACKET && depth === 1 && base === 0 && keyMatch === SERVERS_KEY.length) {
          pieces.push(chunk.slice(keptFrom, index + 1))
          envelopeHead = pieces
          pieces = []
          keeping = 'nothing'
          base = 2
        } else if (keeping === 'nothing') startKeeping('value', index)
        depth += 1
      } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
        if (keeping === 'scalar') yield take(chunk, index)
        if (depth === 0 || (depth === base && byte === CLOSE_BRACE))
          throw new SourceError(`Line ${line} closes what was not opened.`)
        if (depth === base) {
          if (base === 2) {
            // The list is complete; the text around it continues.
            startKeeping('envelope', index)
            pieces = envelopeHead
          }
          base = 0
        }
        depth -= 1
        if (depth === base && (keeping === 'value' || keeping === 'envelope')) yield take(chunk, index + 1)
      } else if (byte === COMMA || byte === COLON || byte === SPACE || byte === LF || byte === CR || byte === TAB) {
        if (keeping === 'scalar') yield take(chunk, index)
      } else if (keeping === 'nothing') startKeeping('scalar', index)
    }
    if (keeping === 'nothing') return
    pieces.push(chunk.slice(keptFrom))
    if (pieces.reduce((sum, piece) => sum + piece.length, 0) > MAX_ELEMENT_BYTES)
      throw new SourceError(
        `What begins on line ${keptLine} is larger than ${MAX_ELEMENT_BYTES} bytes: this is not a list of servers.`,
      )
  }

  function startKeeping(what: 'value' | 'scalar' | 'envelope', index: number): void {
    if (what === 'scalar' && depth === 0)
      throw new SourceError(`Line ${line} is not JSON. A source is a listing, an array of servers, or JSON Lines.`)
    keeping = what
    keptFrom = index
    keptLine = line
  }

  function take(chunk: Uint8Array, end: number): JsonPart {
    const bytes = Buffer.concat([...pieces, chunk.subarray(keptFrom, end)])
    const kind = keeping === 'envelope' ? 'envelope' : 'element'
    pieces = []
    keeping = 'nothing'
    return kind === 'envelope' ? { kind, bytes } : { kind, bytes, line: keptLine }
  }

  function finish(): Iterable<JsonPart> {
    if (depth === 0 && keeping === 'nothing') return []
    const place = keeping === 'value' ? `in the entry that begins on line ${keptLine}` : 'in the middle of the list'
    throw new SourceCutOff(`The source was cut off ${place}. What came before that place has been read; get the source again.`)
  }
}
