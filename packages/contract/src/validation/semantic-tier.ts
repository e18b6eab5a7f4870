import type { ValidationIssue } from '../api.js'
/** The issues of the semantic tier. */
export function listSemanticIssues(_server: unknown): readonly ValidationIssue[] {
  return []
}
