import type { ValidationIssue } from './api.js'
import { type JsonPath, toPathText } from './json/json-path.js'
import { MAX_ISSUES } from './limits.js'
import { inDocumentOrder, type PlacedIssue, withoutConsequences } from './issue-lists.js'

/** The rule ID of the last issue of a truncated list; its message gives the number of remaining issues. */
export const TOO_MANY_ISSUES = 'too-many-issues'

/** A finding of a rule: the stable ID of the rule, the exact path, and a message that states the remedy. */
export interface Finding {
  readonly reference: string
  readonly path: JsonPath
  readonly message: string
}

/** Receives the issues that rules find. */
export interface IssueSink {
  /** Whether further issues of the severity are counted but not kept. */
  isFull(severity: ValidationIssue['severity']): boolean
  /** `describe` is called only if the issue is kept. */
  add(type: ValidationIssue['type'], severity: ValidationIssue['severity'], describe: () => Finding): void
}

export interface IssueCollectorOptions {
  readonly capacity?: number
  /** Whether an error should be reported as a warning. */
  readonly isKnown?: (finding: Finding) => boolean
}

/**
 * Collects the first {@link MAX_ISSUES} errors that are found and as many other issues. Further issues are only counted, so that neither the
 * size nor the cost of a result grows with the number of faults. Lists them in the order of the document, without the consequences of others.
 */
export class IssueCollector implements IssueSink {
  readonly #document: unknown
  readonly #capacity: number
  readonly #isKnown: ((finding: Finding) => boolean) | undefined
  readonly #kept: PlacedIssue[] = []
  #lastType: ValidationIssue['type'] = 'json'
  #errors = 0
  #others = 0

  /** `document` is the parsed document, which determines the order of the lists. */
  constructor(document: unknown, { capacity = MAX_ISSUES, isKnown }: IssueCollectorOptions = {}) {
    this.#document = document
    this.#capacity = capacity
    this.#isKnown = isKnown
  }

  get hasErrors(): boolean {
    return this.#errors > 0
  }

  isFull(severity: ValidationIssue['severity']): boolean {
    return (severity === 'error' ? this.#errors : this.#others) >= this.#capacity
  }

  add(type: ValidationIssue['type'], severity: ValidationIssue['severity'], describe: () => Finding): void {
    // A document with this many errors is rejected anyway, so whether another one is known affects only the count.
    if (severity === 'error' && this.#isKnown && !this.isFull('error')) {
      const finding = describe()
      return this.#keep(type, this.#isKnown(finding) ? 'warning' : 'error', () => finding)
    }
    this.#keep(type, severity, describe)
  }

  #keep(type: ValidationIssue['type'], severity: ValidationIssue['severity'], describe: () => Finding): void {
    this.#lastType = type
    const count = severity === 'error' ? ++this.#errors : ++this.#others
    if (count > this.#capacity) return
    const { reference, path, message } = describe()
    this.#kept.push({ at: path, issue: { type, path: toPathText(path), message, severity, reference } })
  }

  /** The issues. If there are too many, errors take precedence, and the last issue gives the number of omitted issues. */
  toIssues(): ValidationIssue[] {
    let room = this.#capacity - Math.min(this.#errors, this.#capacity)
    const listed = this.#kept.filter(({ issue }) => isError(issue) || room-- > 0)
    return [...this.#toList(listed), ...this.#toRest(this.#errors + this.#others - listed.length)]
  }

  /** The errors. If there are too many, the last issue gives the number of omitted issues. */
  toErrors(): ValidationIssue[] {
    const listed = this.#kept.filter(({ issue }) => isError(issue))
    return [...this.#toList(listed), ...this.#toRest(this.#errors - listed.length)]
  }

  /** The messages of the warnings. If there are too many findings, the last message gives the number of omitted findings. */
  toWarnings(): string[] {
    const others = this.#kept.filter(({ issue }) => !isError(issue))
    const warnings = this.#toList(others).filter(({ severity }) => severity === 'warning')
    return [...warnings, ...this.#toRest(this.#others - others.length)].map(({ message }) => message)
  }

  #toList(issues: readonly PlacedIssue[]): ValidationIssue[] {
    return inDocumentOrder(withoutConsequences(issues), this.#document).map(({ issue }) => issue)
  }

  #toRest(count: number): ValidationIssue[] {
    if (count === 0) return []
    const message = `${count} more ${count === 1 ? 'issue is' : 'issues are'} not listed. Fix those above first.`
    return [{ type: this.#lastType, path: '', message, severity: 'info', reference: TOO_MANY_ISSUES }]
  }
}

function isError({ severity }: ValidationIssue): boolean {
  return severity === 'error'
}
