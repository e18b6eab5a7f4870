import type { ValidationIssue } from '../api.js'
/** The issues of the linter. */
export function listLinterIssues(_server: unknown): readonly ValidationIssue[] {
  return []
}
