import type { ValidationIssue } from '../api.js'
import { toPathText } from '../json/json-path.js'
import { LINTER_RULES } from './linter-rules.js'
import { listInputs } from './list-inputs.js'

/** The findings of the linter: what is allowed, but seldom meant. They never block. Takes a document in the current shape, valid or not. */
export function listLinterIssues(server: unknown): readonly ValidationIssue[] {
  const inputs = listInputs(server)
  return Object.entries(LINTER_RULES).flatMap(([reference, { severity, find }]) =>
    Array.from(
      find(server, inputs),
      ([path, message]) => ({ type: 'linter', path: toPathText(path), message, severity, reference }) as const,
    ),
  )
}
