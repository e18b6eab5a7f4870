import type { ValidationIssue } from './api.js'
import type { JsonPath } from './json/json-path.js'

/** An issue and the path of the value that it is about. */
export interface PlacedIssue {
  readonly at: JsonPath
  readonly issue: ValidationIssue
}

/** The issues in the order of the values in the document, as a reader meets them. A missing value counts as the start of its object. */
export function inDocumentOrder(issues: readonly PlacedIssue[], document: unknown): PlacedIssue[] {
  const positions = new Map(issues.map((placed) => [placed, toPosition(placed.at, document)]))
  return issues.toSorted((a, b) => comparePositions(positions.get(a) ?? [], positions.get(b) ?? []))
}

/** The index of each segment of a path among its siblings; ends at the nearest value that exists. */
function toPosition(path: JsonPath, document: unknown): readonly number[] {
  const position: number[] = []
  let value = document
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) break
    position.push(typeof segment === 'number' ? segment : Object.keys(value).indexOf(segment))
    value = (value as Readonly<Record<string | number, unknown>>)[segment]
  }
  return position
}

function comparePositions(a: readonly number[], b: readonly number[]): number {
  for (const [index, position] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    if (position !== other) return position - other
  }
  return a.length - b.length
}

/**
 * The issues without those that only follow from another one of the same value: an error of the schema about a text or a field that a rule
 * explains better, and the warning that a field is unknown if an error names it. An error never follows from a warning.
 */
export function withoutConsequences(issues: readonly PlacedIssue[]): PlacedIssue[] {
  const causes = new Set<string>()
  for (const { issue } of issues) if (isCause(issue)) causes.add(`${issue.severity} ${issue.path}`)
  return issues.filter(({ issue }) => {
    const { path, severity, reference } = issue
    const hasCause = causes.has(`error ${path}`) || causes.has(`${severity} ${path}`)
    return !hasCause || !(isGeneral(issue) || reference === 'unknown-field')
  })
}

function isCause(issue: ValidationIssue): boolean {
  return issue.type !== 'linter' && issue.reference !== 'unknown-field' && !isGeneral(issue)
}

const GENERAL = /\/(?:pattern|format|minLength|additionalProperties)$|^#\/properties\/name\/maxLength$|^reserved-version-string$/

/** Whether an error of the schema only states that a text does not match, or that a field is not part of it. */
function isGeneral({ type, reference }: ValidationIssue): boolean {
  return type === 'schema' && GENERAL.test(reference)
}
