import type { ValidationIssue } from '../api.js'
import type { Finding, IssueSink } from '../issue-collector.js'
import type { JsonPath } from '../json/json-path.js'

/** More faults than a document has that anyone would edit rather than replace. */
const MAX_FAULTS = 1_000
/** The longest list or object that is recognised at another path. */
const MAX_RECOGNISED_LENGTH = 2_000

/** What is wrong with a stored document, to tell it from what an edit brings. */
export class KnownFaults implements IssueSink {
  readonly #document: unknown
  readonly #faults = new Set<string>()

  constructor(document: unknown) {
    this.#document = document
  }

  isFull(severity: ValidationIssue['severity']): boolean {
    return severity !== 'error' || this.#faults.size >= MAX_FAULTS
  }

  add(_type: ValidationIssue['type'], severity: ValidationIssue['severity'], describe: () => Finding): void {
    if (!this.isFull(severity)) for (const fault of toFaults(describe(), this.#document)) this.#faults.add(fault)
  }

  /** Whether the stored document breaks the same rule with the same value, or in the same way at the same path. */
  has(finding: Finding, document: unknown): boolean {
    return toFaults(finding, document).some((fault) => this.#faults.has(fault))
  }
}

/**
 * What a fault is recognised by: the value, which may have moved, and for one that is absent, too long or made of parts also the path,
 * since an edit may change what is around it. Another wrong value at the same path is another fault.
 */
function toFaults({ reference, path }: Finding, document: unknown): readonly string[] {
  const value = findValue(document, path)
  const place = `${reference} at ${JSON.stringify(path)}`
  const isWhole = typeof value === 'object' || value === undefined
  const text = JSON.stringify(value ?? findValue(document, path.slice(0, -1))) ?? ''
  const content = isWhole && text.length > MAX_RECOGNISED_LENGTH ? [] : [`${reference} of ${text}`]
  return isWhole || reference.endsWith('/maxLength') ? [place, ...content] : content
}

function findValue(document: unknown, path: JsonPath): unknown {
  let value = document
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
    value = (value as Readonly<Record<string | number, unknown>>)[segment]
  }
  return value
}
