import type { IssueSink } from '../issue-collector.js'
import type { JsonPath } from '../json/json-path.js'
import { LINTER_RULES } from './linter-rules.js'
import { listInputs } from './list-inputs.js'

/**
 * Adds the findings of the linter: what is allowed, but seldom meant. They never block. Takes a document in the current shape, valid
 * or not. `toWritten` finds the path of a value in the document as it was written.
 */
export function lint(server: unknown, toWritten: (path: JsonPath) => JsonPath, issues: IssueSink): void {
  const inputs = listInputs(server)
  for (const [reference, { severity, find }] of Object.entries(LINTER_RULES)) {
    for (const [path, message] of find(server, inputs)) {
      issues.add('linter', severity, () => ({ reference, path: toWritten(path), message }))
    }
  }
}
