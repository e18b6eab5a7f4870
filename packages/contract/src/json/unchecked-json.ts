import { countMinifiedBytes } from './count-minified-bytes.js'

const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A text from an untrusted source that may be JSON. It is measured and parsed at most once, and parsed only if it is no larger than the
 * caller allows. Functions of this package that read JSON accept one instead of a string, so that callers can share the result.
 *
 * @example
 * ```ts
 * import { MAX_DOCUMENT_BYTES, parseServerJson, UncheckedJson } from '@mcp-registry/contract'
 *
 * const json = new UncheckedJson('{"name":"com.example/weather","description":"Weather","version":"1.0.0"}')
 * console.log(json.findValue(MAX_DOCUMENT_BYTES), parseServerJson(json))
 * ```
 */
export class UncheckedJson {
  /** The text without a byte order mark. */
  readonly text: string
  /** The offset of the text in the original: 1 after a byte order mark, otherwise 0. */
  readonly start: number
  #minifiedBytes: number | undefined
  #parsed: { readonly value: unknown } | undefined

  constructor(original: string) {
    this.start = original.startsWith(BYTE_ORDER_MARK) ? 1 : 0
    this.text = original.slice(this.start)
  }

  /** Bytes of UTF-8 without the white space between tokens. */
  get minifiedBytes(): number {
    return (this.#minifiedBytes ??= countMinifiedBytes(this.text))
  }

  /** The result of `JSON.parse`; undefined if the text is not JSON, or has more than `maxBytes` without white space. */
  findValue(maxBytes: number): unknown {
    if (maxBytes < Infinity && this.minifiedBytes > maxBytes) return undefined
    this.#parsed ??= { value: parse(this.text) }
    return this.#parsed.value
  }
}

export function toUncheckedJson(json: string | UncheckedJson): UncheckedJson {
  return typeof json === 'string' ? new UncheckedJson(json) : json
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
