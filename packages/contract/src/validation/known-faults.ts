import type { ValidationIssue } from '../api.js'
import { countCodePoints } from '../count-code-points.js'
import type { Finding, IssueSink } from '../issue-collector.js'
import { countMinifiedBytes } from '../json/count-minified-bytes.js'
import type { JsonPath } from '../json/json-path.js'

/** More faults than a document has that anyone would edit rather than replace. */
const MAX_FAULTS = 1_000
/** The longest list or object that is recognised at another path. */
const MAX_RECOGNISED_LENGTH = 2_000

/** What is wrong with a stored document, to tell it from what an edit brings. */
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

  /** Whether the stored document breaks the same rule with the same value, or in the same way at the same path. */
  has(finding: Finding, document: unknown): boolean {
    return toFaults(finding, document).some(({ key, size }) => size <= (this.#sizes.get(key) ?? -1))
  }
}

/** A fault is known if the stored document has one with the same key that is no smaller. */
interface Fault {
  readonly key: string
  readonly size: number
}

/**
 * A fault is recognised by its value, which may have moved. Three kinds are recognised by their path as well, since an edit may
 * change the value or what surrounds it: missing values, objects and arrays, and values that exceed a limit but do not grow. The
 * contents of an array or object with too many entries are not validated, so it has to stay exactly as it is.
 */
function toFaults({ reference, path }: Finding, document: unknown): readonly Fault[] {
  const value = findValue(document, path)
  const text = JSON.stringify(value === undefined ? findValue(document, path.slice(0, -1)) : value) ?? ''
  // What is wrong with an unknown field is its name.
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
