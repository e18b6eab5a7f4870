import type { ValidationIssue } from '../api.js'
import { CURRENT_SCHEMA_DATE, SCHEMA_DATES, type SchemaDate, toSchemaUrl } from '../server-json.js'
import { ownField } from './loose.js'
import { quote } from './quote.js'

/** What a document says of its schema: the date, when it is a published one, and what there is to say about it. */
export interface SchemaVersion {
  readonly date?: SchemaDate
  readonly issues: readonly ValidationIssue[]
}

const CURRENT = toSchemaUrl(CURRENT_SCHEMA_DATE)
const DATES: ReadonlyMap<string, SchemaDate> = new Map(SCHEMA_DATES.map((date) => [toSchemaUrl(date), date]))
const SCHEMA_URL = /\/schemas\/[^/]+\/server\.schema\.json(?:#.*)?$/

/** Reads the `$schema` of a document. Without one a document is taken as one of the current date. */
export function readSchemaVersion(document: unknown): SchemaVersion {
  const url = ownField(document, '$schema')
  if (url === undefined) {
    const message = `$schema is missing; the document is read as one of ${CURRENT_SCHEMA_DATE}. Add "$schema": "${CURRENT}".`
    return { issues: [toIssue('schema-field-required', 'warning', message)] }
  }
  // The schema tier says that it must be a text.
  if (typeof url !== 'string') return { issues: [] }
  const date = DATES.get(url.split('#', 1)[0] ?? '')
  if (date === CURRENT_SCHEMA_DATE) return { date, issues: [] }
  if (date) {
    const message = `The schema date ${date} is no longer current; documents of that date are still accepted. The current one is ${CURRENT_SCHEMA_DATE}, "$schema": "${CURRENT}".`
    return { date, issues: [toIssue('schema-version-deprecated', 'warning', message)] }
  }
  if (!SCHEMA_URL.test(url)) {
    const message = `$schema is ${quote(url)}, which names no date of the server.json schema. Use ${JSON.stringify(CURRENT)}.`
    return { issues: [toIssue('schema-version-extraction-error', 'error', message)] }
  }
  const message = `$schema names a schema that this server does not know: ${quote(url)}. It may be newer than this server, or of another publisher. This server knows the dates ${SCHEMA_DATES.join(', ')}.`
  return { issues: [toIssue('schema-version-not-available', 'error', message)] }
}

function toIssue(reference: string, severity: ValidationIssue['severity'], message: string): ValidationIssue {
  return { type: 'schema', path: '$schema', message, severity, reference }
}
