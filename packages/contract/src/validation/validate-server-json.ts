import type { ValidationIssue, ValidationResult } from '../api.js'
import { type JsonText, readJson } from '../json/read-json.js'
import type { Result } from '../result.js'
import { CURRENT_SCHEMA_DATE, type SchemaDate, type ServerJson } from '../server-json.js'
import { listLinterIssues } from './linter.js'
import { listSchemaIssues } from './schema-tier.js'
import { readSchemaVersion } from './schema-version.js'
import { listSemanticIssues } from './semantic-tier.js'
import { dropForeignMeta, listForeignMetaKeys, upgradeDocument } from './upgrade.js'
import { toPathText } from '../json/json-path.js'

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
  const { issues, server } = examine(json.value)
  const all = [...issues, ...listLinterIssues(server)]
  return { valid: !all.some(isError), issues: all }
}

/**
 * Reads a server.json for publishing: every error of all tiers, or the document in the current shape. Documents of older schema dates
 * are upgraded; keys of `_meta` that are not the publisher's are dropped; both say so in `warnings`. The linter is not asked.
 */
export function parseServerJson(text: string): Result<ServerDocument, ValidationIssue> {
  const json = readJson(text)
  if (!json.ok) return json
  const { issues, server, text: upgraded, schemaDate } = examine(json.value)
  const errors = issues.filter(isError)
  if (errors.length > 0) return { ok: false, errors }
  const warnings = issues.filter((issue) => issue.severity === 'warning').map((issue) => issue.message)
  return { ok: true, value: { server: server as ServerJson, text: upgraded, ...(schemaDate && { schemaDate }), warnings } }
}

interface Examination {
  readonly issues: readonly ValidationIssue[]
  readonly server: unknown
  readonly text: string
  readonly schemaDate?: SchemaDate
}

function examine(json: JsonText): Examination {
  const { date, issues } = readSchemaVersion(json.value)
  const schemaIssues = listSchemaIssues(date ?? CURRENT_SCHEMA_DATE, json.value)
  const text = toCurrentText(json, date)
  const server: unknown = text === json.text ? json.value : JSON.parse(text)
  return {
    issues: [...issues, ...schemaIssues, ...listForeignMetaIssues(json.value), ...listSemanticIssues(server)],
    server,
    text,
    ...(date && { schemaDate: date }),
  }
}

function toCurrentText(json: JsonText, date: SchemaDate | undefined): string {
  const text = dropForeignMeta(json.text, json.value)
  return date ? upgradeDocument(text, json.value, date) : text
}

function listForeignMetaIssues(document: unknown): ValidationIssue[] {
  return listForeignMetaKeys(document).map((key) => {
    const path = toPathText(['_meta', key])
    const message = `${path} is dropped: a publisher may only use one key of _meta, and this is not it.`
    return { type: 'semantic', path, message, severity: 'warning', reference: 'foreign-meta-key' }
  })
}

function isError(issue: ValidationIssue): boolean {
  return issue.severity === 'error'
}
