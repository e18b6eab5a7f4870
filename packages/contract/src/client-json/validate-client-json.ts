import type { ValidationIssue, ValidationResult } from '../api.js'
import { IssueCollector } from '../issue-collector.js'
import { readJson } from '../json/read-json.js'
import { toUncheckedJson, type UncheckedJson } from '../json/unchecked-json.js'
import { MAX_CLIENT_BYTES } from '../limits.js'
import type { Result } from '../result.js'
import { checkSchema } from '../validation/check-schema.js'
import { findNearestField } from '../validation/nearest-field.js'
import { listObjects } from '../validation/object-shape.js'
import { quote, shorten } from '../validation/quote.js'
import { checkEntries, checkLaunchers, checkPaths, checkSecrets } from './client-configuration-rules.js'
import { clientJsonSchema } from './client-json-schema.js'
import type { ClientJson } from './client-json.js'
import { checkEvidence, checkIds, checkWebUrls, type ClientReport, type ClientRule } from './client-rules.js'

const RULES: readonly ClientRule[] = [
  checkIds,
  checkWebUrls,
  checkEvidence,
  checkEntries,
  checkSecrets,
  checkLaunchers,
  checkPaths,
]
const SCHEMA = clientJsonSchema()

/**
 * The issues of a client.json text, in the order of the document, as `validateServerJson` lists those of a server.json. A text larger than
 * {@link MAX_CLIENT_BYTES}, not counting white space, is not parsed and has only that issue. A document is valid if no issue is an error.
 * Never throws. Source: docs/clients.md.
 *
 * @example
 * ```ts
 * import { validateClientJson } from '@mcp-registry/contract'
 *
 * const { valid, issues } = validateClientJson('{"id":"com.example/editor"}')
 * if (!valid) for (const { path, message } of issues) console.error(`${path}: ${message}`)
 * ```
 */
export function validateClientJson(text: string | UncheckedJson): ValidationResult {
  const { issues } = examine(text)
  return { valid: issues.every(({ severity }) => severity !== 'error'), issues: [...issues] }
}

/** Parses a client.json: the document, or the errors of all tiers. */
export function parseClientJson(text: string | UncheckedJson): Result<ClientJson, ValidationIssue> {
  const { value, issues } = examine(text)
  const errors = issues.filter(({ severity }) => severity === 'error')
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: value as ClientJson }
}

function examine(text: string | UncheckedJson): { readonly value?: unknown; readonly issues: readonly ValidationIssue[] } {
  const unchecked = toUncheckedJson(text)
  const tooLarge = findTooLarge(unchecked.minifiedBytes)
  if (tooLarge) return { issues: [tooLarge] }
  const json = readJson(unchecked)
  if (!json.ok) return { issues: json.errors }
  const { value } = json.value
  const issues = new IssueCollector(value)
  checkSchema(SCHEMA, value, (describe) => {
    issues.add('schema', 'error', () => {
      const { path, writtenPath = path, pointer, message } = describe()
      return { reference: pointer, path: writtenPath, message }
    })
  })
  const report: ClientReport = (reference, path, message) => issues.add('semantic', 'error', () => ({ reference, path, message }))
  for (const rule of RULES) rule(value, report)
  warnOfUnknownFields(value, issues)
  return { value, issues: issues.toIssues() }
}

function findTooLarge(bytes: number): ValidationIssue | undefined {
  if (bytes <= MAX_CLIENT_BYTES) return undefined
  const message = `The document has ${bytes} bytes without white space; at most ${MAX_CLIENT_BYTES} are allowed. Shorten the notes.`
  return { type: 'semantic', path: '', message, severity: 'error', reference: 'document-too-large' }
}

function warnOfUnknownFields(value: unknown, issues: IssueCollector): void {
  for (const { path, object, shape } of listObjects([SCHEMA], value)) {
    // An object whose fields have arbitrary names, such as the template of an entry.
    if (shape.others !== undefined) continue
    for (const key of Object.keys(object)) {
      if (shape.fields.has(key)) continue
      issues.add('semantic', 'warning', () => {
        const nearest = findNearestField(key, shape.fields.keys())
        const remedy = nearest === undefined ? 'Remove it, or write it into a note.' : `Did you mean ${quote(nearest.field)}?`
        return {
          reference: 'unknown-field',
          path: [...path, key],
          message: `${shorten(key)} is not a field of client.json here. ${remedy}`,
        }
      })
    }
  }
}
