import type { ValidationIssue, ValidationResult } from '../api.js'
import { editJson } from '../json/edit-json.js'
import { type JsonText, readJson } from '../json/read-json.js'
import type { Result } from '../result.js'
import { CURRENT_SCHEMA_DATE, type SchemaDate, type ServerJson } from '../server-json.js'
import { listForeignMetaEdits, listForeignMetaIssues } from './foreign-meta.js'
import { listLinterIssues } from './linter.js'
import { listSchemaIssues } from './schema-tier.js'
import { readSchemaVersion } from './schema-version.js'
import { listSemanticIssues } from './semantic-tier.js'
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
 * Every issue of a server.json text, in the order of the tiers: json, schema, semantic, linter. A text that is not JSON has issues
 * of the first tier only. Valid means: no issue is an error. Never throws. Source: protocol.md, "Dates" and below.
 */
export function validateServerJson(text: string): ValidationResult {
  const json = readJson(text)
  if (!json.ok) return { valid: false, issues: [...json.errors] }
  const { issues, current, date } = examine(json.value)
  const all = [...issues, ...asWritten(listLinterIssues(current.value), json.value, date)]
  return { valid: !all.some(isError), issues: all }
}

/**
 * Reads a server.json for publishing: every error of all tiers, or the document in the current shape. Documents of older schema dates
 * are upgraded; keys of `_meta` that are not the publisher's are dropped; both say so in `warnings`. The linter is not asked.
 */
export function parseServerJson(text: string): Result<ServerDocument, ValidationIssue> {
  const json = readJson(text)
  if (!json.ok) return json
  const { issues, current, date } = examine(json.value)
  const errors = issues.filter(isError)
  if (errors.length > 0) return { ok: false, errors }
  const warnings = issues.filter((issue) => issue.severity === 'warning').map((issue) => issue.message)
  const server = current.value as ServerJson
  return { ok: true, value: { server, text: current.text, ...(date && { schemaDate: date }), warnings } }
}

/** The errors for which {@link parseServerJson} would refuse a document that {@link readJson} has read already. */
export function listServerJsonErrors(json: Pick<JsonText, 'text' | 'value'>): readonly ValidationIssue[] {
  return examine(json).issues.filter(isError)
}

interface Examination {
  readonly issues: readonly ValidationIssue[]
  /** The document in the current shape; a server.json only when no issue is an error. */
  readonly current: Pick<JsonText, 'text' | 'value'>
  readonly date: SchemaDate | undefined
}

function examine(json: Pick<JsonText, 'text' | 'value'>): Examination {
  const { date, issues } = readSchemaVersion(json.value)
  const current = toCurrent(json, date)
  // What is right under a schema that is not known here cannot be judged by another.
  const unknown = issues.some((issue) => issue.reference === 'schema-version-not-available')
  const schemaIssues = unknown ? [] : listSchemaIssues(date ?? CURRENT_SCHEMA_DATE, json.value)
  const semanticIssues = asWritten(listSemanticIssues(current.value), json, date)
  return { issues: [...issues, ...schemaIssues, ...listForeignMetaIssues(json.value), ...semanticIssues], current, date }
}

function toCurrent(json: Pick<JsonText, 'text' | 'value'>, date: SchemaDate | undefined): Pick<JsonText, 'text' | 'value'> {
  const edits = [...listForeignMetaEdits(json.value), ...(date ? listUpgrades(json.value, date) : [])]
  const text = editJson(json.text, edits)
  return { text, value: text === json.text ? json.value : JSON.parse(text) }
}

function asWritten(
  issues: readonly ValidationIssue[],
  { value }: Pick<JsonText, 'value'>,
  date: SchemaDate | undefined,
): readonly ValidationIssue[] {
  if (date !== '2025-07-09') return issues
  return issues.map((issue) => ({ ...issue, path: toWrittenPath(value, issue.path) }))
}

function isError(issue: ValidationIssue): boolean {
  return issue.severity === 'error'
}
