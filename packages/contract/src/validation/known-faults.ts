import type { ValidationIssue } from '../api.js'
import { countCodePoints } from '../count-code-points.js'
import type { Finding, IssueSink } from '../issue-collector.js'
import { countMinifiedBytes } from '../json/count-minified-bytes.js'
import type { JsonPath } from '../json/json-path.js'

/** A document with more faults than this would be replaced rather than edited. */
const MAX_FAULTS = 1_000
/** The maximum JSON length of an array or object that is recognised at another path. */
const MAX_RECOGNISED_LENGTH = 2_000

/** The faults of a stored document, to distinguish them from faults that an edit introduces. */
export class KnownFaults implements IssueSink {
  readonly #document: unknown
  readonly #sizes = new Map<string, number>()

  constructor(document: unknown) {
    this.#document = document
  }

  isFull(severity: ValidationIssue['severity']): boolean {
    return severity !== 'error' || this.#sizes.size >= MAX_FAULTS
  }

  add(_type: ValidationIssue['type'], severity: ValidationIssue['severity'], describe: () => Finding): void {
    if (this.isFull(severity)) return
    for (const { key, size } of toFaults(describe(), this.#document)) this.#sizes.set(key, size)
  }

  /** Whether the stored document violates the same rule with the same value, or in the same way at the same path. */
  has(finding: Finding, document: unknown): boolean {
    return toFaults(finding, document).some(({ key, size }) => size <= (this.#sizes.get(key) ?? -1))
  }
}

/** A fault is known if the stored document has one with the same key and at least the same size. */
interface Fault {
  readonly key: string
  readonly size: number
}

/**
 * A fault is recognised by its value, which may have moved. Three kinds are also recognised by their path, since an edit may change the
 * value or its surroundings: missing values, arrays and objects, and values that exceed a limit but do not grow. The contents of an array
 * or object with too many entries are not validated, so it must stay unchanged.
 */
function toFaults({ reference, path }: Finding, document: unknown): readonly Fault[] {
  const value = findValue(document, path)
  const text = JSON.stringify(value === undefined ? findValue(document, path.slice(0, -1)) : value) ?? ''
  // The fault of an unknown field is its name.
  const name = reference.endsWith('/additionalProperties') ? String(path.at(-1)) : ''
  const byValue = { key: `${reference} ${name} of ${text}`, size: 0 }
  const byPath = { key: `${reference} at ${JSON.stringify(path)}`, size: 0 }
  if (/\/max(?:Items|Properties)$/.test(reference)) return [byValue]
  if (reference === 'publisher-meta-too-large') return [{ ...byPath, size: countMinifiedBytes(text) }]
  if (typeof value === 'string' && reference.endsWith('/maxLength')) return [{ ...byPath, size: countCodePoints(value) }, byValue]
  const isWhole = typeof value === 'object' || value === undefined
  if (!isWhole) return [byValue]
  return text.length > MAX_RECOGNISED_LENGTH ? [byPath] : [byPath, byValue]
}

function findValue(document: unknown, path: JsonPath): unknown {
  let value = document
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
    value = (value as Readonly<Record<string | number, unknown>>)[segment]
  }
  return value
}
