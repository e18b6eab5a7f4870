import { CURRENT_SCHEMA_DATE, SCHEMA_DATES, type SchemaDate, toSchemaUrl } from '../schema-date.js'
import type { IssueSink } from '../issue-collector.js'
import { MAX_URL_LENGTH } from '../limits.js'
import { ownField } from './json-access.js'
import { quote } from './quote.js'

/** The schema that a document declares. */
export interface SchemaVersion {
  /** The schema date, if it is a published one. */
  readonly date?: SchemaDate
  /** False if the document names an unpublished server.json schema. */
  readonly isKnown: boolean
}

const CURRENT = toSchemaUrl(CURRENT_SCHEMA_DATE)
const DATES: ReadonlyMap<string, SchemaDate> = new Map(SCHEMA_DATES.map((date) => [toSchemaUrl(date), date]))
const SCHEMA_PATH = /\/schemas\/([^/]+)\/server\.schema\.json$/

/**
 * Reads the `$schema` of a document and adds its issues. A document without `$schema` is treated as one of the current date. The messages that
 * end with a URL have no period, since the official command appends one.
 */
export function checkSchemaVersion(document: unknown, issues: IssueSink): SchemaVersion {
  const add = (reference: string, severity: 'error' | 'warning', message: string) =>
    issues.add('schema', severity, () => ({ reference, path: ['$schema'], message }))
  const url = ownField(document, '$schema')
  if (url === undefined || url === null || url === '') {
    const message = `$schema is missing; the document is validated against the schema of ${CURRENT_SCHEMA_DATE}. Add "$schema": "${CURRENT}"`
    add('schema-field-required', 'warning', message)
    return { isKnown: true }
  }
  // The schema tier checks the type and the length.
  if (typeof url !== 'string' || url.length > MAX_URL_LENGTH) return { isKnown: true }
  const [withoutFragment = ''] = url.split('#', 1)
  const date = DATES.get(withoutFragment)
  if (date !== undefined) {
    if (date === CURRENT_SCHEMA_DATE) return { date, isKnown: true }
    const message = `The schema date ${date} is outdated, but documents of that date are still accepted. The current date is ${CURRENT_SCHEMA_DATE}: "$schema": "${CURRENT}"`
    add('schema-version-deprecated', 'warning', message)
    return { date, isKnown: true }
  }
  const [, namedDate] = SCHEMA_PATH.exec(withoutFragment) ?? []
  const meant = SCHEMA_DATES.find((known) => known === namedDate)
  if (namedDate === undefined || meant !== undefined) {
    const message = `$schema is ${quote(url)}, which is not the URL of a server.json schema. Use "${meant === undefined ? CURRENT : toSchemaUrl(meant)}"`
    add('schema-version-extraction-error', 'error', message)
    return { isKnown: true }
  }
  const message = `$schema is ${quote(url)}, which is not a known schema. It may be newer than this software. Supported dates: ${SCHEMA_DATES.join(', ')}.`
  add('schema-version-not-available', 'error', message)
  return { isKnown: false }
}
