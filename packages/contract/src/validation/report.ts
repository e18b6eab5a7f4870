import type { JsonPath } from '../json/json-path.js'
import type { SchemaDate } from '../schema-date.js'

/** How a rule reports a finding: the stable id of the rule, the exact path, and a sentence that names the remedy. */
export type Report = (reference: string, path: JsonPath, message: string) => void

/**
 * A group of rules. It gets a document of any shape: what the schema tier has reported must be skipped. `date` is that of
 * the schema that the document was written for.
 */
export type Rule = (server: unknown, report: Report, date: SchemaDate) => void
