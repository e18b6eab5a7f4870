import type { ValidationIssue } from '../api.js'
import { IssueCollector, type IssueSink } from '../issue-collector.js'
import { editJson, type JsonEdit } from '../json/edit-json.js'
import type { JsonPath } from '../json/json-path.js'
import { MAX_INPUTS } from '../limits.js'
import type { Result } from '../result.js'
import { CURRENT_SCHEMA_DATE, type SchemaDate, toSchemaUrl } from '../schema-date.js'
import type { ServerJson } from '../server-json.js'
import { readDocument, toCurrentShape } from './examine.js'
import { ownField } from './json-access.js'
import { checkSchemaOf } from './schema-tier.js'
import { checkSchemaVersion } from './schema-version.js'
import { checkInputCount, checkSemantics } from './semantic-tier.js'
import { toWrittenPath } from './upgrade.js'

/** A server.json that has been upgraded to the current schema date. */
export interface UpgradedDocument {
  readonly server: ServerJson
  /** The document as minified JSON. Unchanged parts keep their order and spelling. */
  readonly text: string
  /** The schema date of the original document; undefined if it declares none. */
  readonly from: SchemaDate | undefined
  /** The changes, by their paths in the original document. A dropped field has no equivalent in the current schema. */
  readonly edits: readonly JsonEdit[]
}

/**
 * Upgrades a server.json of any published schema date to the current one: fields of 2025-07-09 are renamed, the parts of an image become
 * one reference, and `status`, optional fields that are null and foreign `_meta` keys are dropped. `$schema` is set to the current date. A
 * document without `$schema` is treated as one of the current date.
 *
 * Rejected, with every reason, if the text is not JSON, if its date is unknown, or if the result would not be valid: the errors identify
 * the content that cannot be converted by its path in the original document. Does not run the linter. Never throws. Source: protocol.md,
 * "Dates".
 *
 * @example
 * ```ts
 * import { upgradeDocument } from '@mcp-registry/contract'
 *
 * const upgraded = upgradeDocument('{"$schema":"https://static.modelcontextprotocol.io/schemas/2025-07-09/server.schema.json"}')
 * if (upgraded.ok) console.log(upgraded.value.text)
 * else for (const { path, message } of upgraded.errors) console.error(`${path}: ${message}`)
 * ```
 */
export function upgradeDocument(text: string): Result<UpgradedDocument, ValidationIssue> {
  const json = readDocument(text)
  if (!json.ok) return json
  const issues = new IssueCollector(json.value.value)
  const { date } = checkSchemaVersion(json.value.value, issues)
  if (issues.hasErrors) return { ok: false, errors: issues.toErrors() }

  const { current, edits } = toCurrentShape(json.value, date)
  const isRenamed = date === '2025-07-09'
  const toWritten = (path: JsonPath) => (isRenamed ? toWrittenPath(json.value.value, path) : path)
  const { value } = current
  if (checkInputCount(value, MAX_INPUTS, issues)) {
    checkSchemaOf(CURRENT_SCHEMA_DATE, value, withPaths(issues, toWritten))
    checkSemantics(value, CURRENT_SCHEMA_DATE, toWritten, issues)
  }
  if (issues.hasErrors) return { ok: false, errors: issues.toErrors() }

  const url = toSchemaUrl(CURRENT_SCHEMA_DATE)
  const named = ownField(value, '$schema')
  const move: JsonEdit[] = named === undefined || named === url ? [] : [{ kind: 'set', path: ['$schema'], value: url }]
  const moved = named === undefined ? `{"$schema":${JSON.stringify(url)},${current.text.slice(1)}` : editJson(current.text, move)
  return { ok: true, value: { server: JSON.parse(moved) as ServerJson, text: moved, from: date, edits: [...edits, ...move] } }
}

function withPaths(issues: IssueSink, toWritten: (path: JsonPath) => JsonPath): IssueSink {
  return {
    isFull: (severity) => issues.isFull(severity),
    add(type, severity, describe) {
      issues.add(type, severity, () => {
        const finding = describe()
        return { ...finding, path: toWritten(finding.path) }
      })
    },
  }
}
