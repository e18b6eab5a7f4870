import type { IssueSink } from '../issue-collector.js'
import type { JsonPath } from '../json/json-path.js'
import { checkIdentity } from './identity-rules.js'
import { checkLinks } from './link-rules.js'
import { countInputs } from './list-inputs.js'
import { checkPackages } from './package-rules.js'
import { checkPublisherMeta } from './publisher-meta-rules.js'
import { checkRemotes } from './remote-rules.js'
import type { SchemaDate } from '../schema-date.js'
import type { Report, Rule } from './report.js'

const RULES: readonly Rule[] = [checkIdentity, checkLinks, checkPackages, checkRemotes, checkPublisherMeta]

/**
 * Adds the issues of the semantic tier: constraints that JSON Schema cannot express. Accepts a document in the current shape, valid or not.
 * `toWritten` maps the path of a value to its path in the original document.
 */
export function checkSemantics(
  server: unknown,
  date: SchemaDate,
  toWritten: (path: JsonPath) => JsonPath,
  issues: IssueSink,
): void {
  for (const rule of RULES) {
    const report: Report = (reference, path, message) =>
      issues.add('semantic', 'error', () => ({ reference, path: toWritten(path), message }))
    rule(server, report, date)
  }
}

/** Whether a document has few enough inputs for the rules to check each; otherwise adds an issue. */
export function checkInputCount(server: unknown, limit: number, issues: IssueSink): boolean {
  const count = countInputs(server)
  if (count <= limit) return true
  issues.add('semantic', 'error', () => {
    const message = `The document has ${count} headers, arguments, environment variables and variables; at most ${limit} are allowed.`
    return { reference: 'too-many-inputs', path: [], message }
  })
  return false
}
