import type { ValidationIssue, ValidationResult } from '../api.js'
import { IssueCollector } from '../issue-collector.js'
import { countMinifiedBytes } from '../json/count-minified-bytes.js'
import { editJson } from '../json/edit-json.js'
import type { JsonPath } from '../json/json-path.js'
import { type JsonText, readJson } from '../json/read-json.js'
import { MAX_DOCUMENT_BYTES } from '../limits.js'
import type { Result } from '../result.js'
import { CURRENT_SCHEMA_DATE, type SchemaDate, type ServerJson } from '../server-json.js'
import { checkForeignMeta, listForeignMetaEdits } from './foreign-meta.js'
import { lint } from './linter.js'
import { checkSchemaOf } from './schema-tier.js'
import { checkSchemaVersion } from './schema-version.js'
import { checkInputCount, checkSemantics } from './semantic-tier.js'
import { listUpgrades, toWrittenPath } from './upgrade.js'

/** A server.json that may be published. */
export interface ServerDocument {
  readonly server: ServerJson
  /** Minified JSON, to be stored and served: what was read, in the current shape, without the `_meta` keys that registries use. */
  readonly text: string
  /** The date of the schema that the document was written for; absent when it names none. */
  readonly schemaDate?: SchemaDate
  /** What the publisher may want to know though nothing is wrong. */
  readonly warnings: readonly string[]
}

/**
 * The issues of a server.json text, in the order of the tiers: json, schema, semantic, linter. A text that is not JSON has issues of
 * the first tier only; one that is larger than {@link MAX_DOCUMENT_BYTES}, white space aside, is not read and has that issue alone.
 * After {@link MAX_ISSUES}, one more issue counts the rest. Valid means: no issue is an error. Never throws. Source: protocol.md,
 * "Dates" and below.
 */
export function validateServerJson(text: string): ValidationResult {
  const json = readDocument(text)
  if (!json.ok) return { valid: false, issues: [...json.errors] }
  const issues = new IssueCollector()
  const examined = examine(json.value, issues)
  if (examined) lint(examined.current.value, examined.toWritten, issues)
  return { valid: !issues.hasErrors, issues: issues.toIssues() }
}

/**
 * Reads a server.json for publishing: the errors of all tiers, or the document in the current shape. Documents of older schema dates
 * are upgraded; keys of `_meta` that are not the publisher's are dropped; both say so in `warnings`. The linter is not asked.
 */
export function parseServerJson(text: string): Result<ServerDocument, ValidationIssue> {
  const json = readDocument(text)
  if (!json.ok) return json
  const issues = new IssueCollector()
  const examined = examine(json.value, issues)
  if (!examined || issues.hasErrors) return { ok: false, errors: issues.toErrors() }
  const { current, date } = examined
  const server = current.value as ServerJson
  return { ok: true, value: { server, text: current.text, ...(date && { schemaDate: date }), warnings: issues.toWarnings() } }
}

/** The errors for which {@link parseServerJson} would refuse a document that {@link readJson} has read already. */
export function listServerJsonErrors(json: Pick<JsonText, 'text' | 'value'>): readonly ValidationIssue[] {
  const tooLarge = findTooLarge(json.text)
  if (tooLarge) return [tooLarge]
  const issues = new IssueCollector()
  examine(json, issues)
  return issues.toErrors()
}

function readDocument(text: string): Result<JsonText, ValidationIssue> {
  const tooLarge = findTooLarge(text)
  return tooLarge ? { ok: false, errors: [tooLarge] } : readJson(text)
}

function findTooLarge(text: string): ValidationIssue | undefined {
  const bytes = countMinifiedBytes(text)
  if (bytes <= MAX_DOCUMENT_BYTES) return undefined
  const message = `The document has ${bytes} bytes without white space; at most ${MAX_DOCUMENT_BYTES} are allowed. Put long texts behind websiteUrl.`
  return { type: 'semantic', path: '', message, severity: 'error', reference: 'document-too-large' }
}

interface Examination {
  /** The document in the current shape; a server.json only when no issue is an error. */
  readonly current: Pick<JsonText, 'text' | 'value'>
  readonly date: SchemaDate | undefined
  /** The path of a value of the current shape in the document as it was written. */
  readonly toWritten: (path: JsonPath) => JsonPath
}

/** Adds the issues of a document; undefined when it has so many inputs that not all rules have looked at it. */
function examine(json: Pick<JsonText, 'text' | 'value'>, issues: IssueCollector): Examination | undefined {
  const { date, isKnown } = checkSchemaVersion(json.value, issues)
  // What is right under a schema that is not known here cannot be judged by another.
  if (isKnown) checkSchemaOf(date ?? CURRENT_SCHEMA_DATE, json.value, issues)
  checkForeignMeta(json.value, issues)
  const current = toCurrent(json, date)
  if (!checkInputCount(current.value, issues)) return undefined
  const toWritten = (path: JsonPath) => (date === '2025-07-09' ? toWrittenPath(json.value, path) : path)
  checkSemantics(current.value, toWritten, issues)
  return { current, date, toWritten }
}

function toCurrent(json: Pick<JsonText, 'text' | 'value'>, date: SchemaDate | undefined): Pick<JsonText, 'text' | 'value'> {
  const edits = [...listForeignMetaEdits(json.value), ...(date ? listUpgrades(json.value, date) : [])]
  const text = editJson(json.text, edits)
  return { text, value: text === json.text ? json.value : JSON.parse(text) }
}
