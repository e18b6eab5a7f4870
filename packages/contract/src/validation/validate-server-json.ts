import type { ValidationIssue, ValidationResult } from '../api.js'
import { type Finding, IssueCollector } from '../issue-collector.js'
import { type JsonText, readJson } from '../json/read-json.js'
import { toUncheckedJson, type UncheckedJson } from '../json/unchecked-json.js'
import { MAX_DOCUMENT_BYTES, MAX_INPUTS } from '../limits.js'
import type { Result } from '../result.js'
import type { SchemaDate } from '../schema-date.js'
import type { ServerJson } from '../server-json.js'
import { type Document, examine, findTooLarge, readDocument } from './examine.js'
import { KnownFaults } from './known-faults.js'
import { lint } from './linter.js'
import { countInputs } from './list-inputs.js'

/** A server.json that is valid for publishing. */
export interface ServerDocument {
  readonly server: ServerJson
  /** Minified JSON to store and serve: the document in the current shape, without the `_meta` keys that are reserved for registries. */
  readonly text: string
  /** The original text, minified and otherwise unchanged. */
  readonly written: string
  /** The schema date that the document declares, if any. */
  readonly schemaDate?: SchemaDate
  /** Messages to the publisher about a valid document. */
  readonly warnings: readonly string[]
}

/**
 * The issues of a server.json text in the order of the document. A text that is not JSON has only issues of the tier `json`. A text larger than {@link MAX_DOCUMENT_BYTES}, not counting white space, is not parsed and has only that issue. After
 * {@link MAX_ISSUES}, one more issue gives the number of omitted issues. A document is valid if no issue is an error. Never throws. Source:
 * protocol.md, "Dates" and below.
 *
 * @example
 * ```ts
 * import { validateServerJson } from '@mcp-registry/contract'
 *
 * const { valid, issues } = validateServerJson('{"name":"com.example/weather","version":"^1.0.0"}')
 * if (!valid) for (const { path, message } of issues) console.error(`${path}: ${message}`)
 * ```
 */
export function validateServerJson(text: string | UncheckedJson): ValidationResult {
  const json = readDocument(text)
  if (!json.ok) return { valid: false, issues: [...json.errors] }
  const issues = new IssueCollector(json.value.value)
  const examined = examine(json.value, issues)
  if (examined) lint(examined.current.value, examined.toWritten, issues)
  return { valid: !issues.hasErrors, issues: issues.toIssues() }
}

/**
 * Parses a server.json for publishing: returns the errors of all tiers, or the document in the current shape. Documents of older schema
 * dates are upgraded and foreign `_meta` keys are dropped; `warnings` reports both. Does not run the linter.
 *
 * @example
 * ```ts
 * import { parseServerJson } from '@mcp-registry/contract'
 *
 * const document = parseServerJson('{"name":"com.example/weather","description":"Weather","version":"1.0.0"}')
 * if (document.ok) console.log(document.value.server.name, document.value.text)
 * ```
 */
export function parseServerJson(text: string | UncheckedJson): Result<ServerDocument, ValidationIssue> {
  const json = readDocument(text)
  if (!json.ok) return json
  return toServerDocument(json.value, new IssueCollector(json.value.value), MAX_INPUTS)
}

/**
 * Parses a server.json that replaces a stored one, as {@link parseServerJson} does. Errors that the stored document already has become
 * warnings, and its size and number of inputs are allowed even beyond the limits. The returned server may then deviate from its declared
 * type at these paths. Source: protocol.md, "HTTP API", `PUT`.
 */
export function parseServerJsonEdit(
  text: string | UncheckedJson,
  stored: string | UncheckedJson,
): Result<ServerDocument, ValidationIssue> {
  const before = toUncheckedJson(stored)
  const old = readJson(before)
  if (!old.ok) return parseServerJson(text)
  const json = readDocument(text, Math.max(MAX_DOCUMENT_BYTES, before.minifiedBytes))
  if (!json.ok) return json
  const known = new KnownFaults(old.value.value)
  const examined = examine(old.value, known, Infinity)
  const maxInputs = Math.max(MAX_INPUTS, countInputs(examined?.current.value))
  const isKnown = (finding: Finding) => known.has(finding, json.value.value)
  return toServerDocument(json.value, new IssueCollector(json.value.value, { isKnown }), maxInputs)
}

/** The errors for which {@link parseServerJson} would reject a document that {@link readJson} has already parsed. */
export function listServerJsonErrors(json: Document): readonly ValidationIssue[] {
  const tooLarge = findTooLarge(json.text)
  if (tooLarge) return [tooLarge]
  const issues = new IssueCollector(json.value)
  examine(json, issues)
  return issues.toErrors()
}

function toServerDocument(json: JsonText, issues: IssueCollector, maxInputs: number): Result<ServerDocument, ValidationIssue> {
  const examined = examine(json, issues, maxInputs)
  if (!examined || issues.hasErrors) return { ok: false, errors: issues.toErrors() }
  const { current, date } = examined
  const server = current.value as ServerJson
  const warnings = issues.toWarnings()
  return { ok: true, value: { server, text: current.text, written: json.text, ...(date && { schemaDate: date }), warnings } }
}
