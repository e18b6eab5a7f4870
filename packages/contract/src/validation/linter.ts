import type { IssueSink } from '../issue-collector.js'
import type { JsonPath } from '../json/json-path.js'
import { LINTER_RULES } from './linter-rules.js'
import { listInputs } from './list-inputs.js'

/**
 * Adds the findings of the linter: content that is valid but rarely intended. They never block publishing. Accepts a document in the
 * current shape, valid or not. `toWritten` maps the path of a value to its path in the original document.
 */
export function lint(server: unknown, toWritten: (path: JsonPath) => JsonPath, issues: IssueSink): void {
  const inputs = listInputs(server)
  for (const [reference, { severity, find }] of Object.entries(LINTER_RULES)) {
    for (const [path, message] of find(server, inputs)) {
      issues.add('linter', severity, () => ({ reference, path: toWritten(path), message }))
    }
  }
}
