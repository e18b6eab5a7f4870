import type { JsonPath } from '../json/json-path.js'
import type { SchemaDate } from '../schema-date.js'

/** Reports a finding of a rule: the stable ID of the rule, the exact path, and a sentence that states the remedy. */
export type Report = (reference: string, path: JsonPath, message: string) => void

/**
 * A group of rules. Accepts a document of any shape and must skip faults that the schema tier has reported. `date` is the schema date for
 * which the document was written.
 */
export type Rule = (server: unknown, report: Report, date: SchemaDate) => void
