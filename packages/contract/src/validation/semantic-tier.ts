import type { ValidationIssue } from '../api.js'
import { toPathText } from '../json/json-path.js'
import { checkIdentity } from './identity-rules.js'
import { checkLinks } from './link-rules.js'
import { checkPackages } from './package-rules.js'
import { checkPublisherMeta } from './publisher-meta-rules.js'
import { checkRemotes } from './remote-rules.js'
import type { Rule } from './report.js'

const RULES: readonly Rule[] = [checkIdentity, checkLinks, checkPackages, checkRemotes, checkPublisherMeta]

/** The issues of the semantic tier: what no JSON Schema says. Takes a document in the current shape, valid or not. */
export function listSemanticIssues(server: unknown): readonly ValidationIssue[] {
  const issues: ValidationIssue[] = []
  for (const rule of RULES) {
    rule(server, (reference, path, message) => {
      issues.push({ type: 'semantic', path: toPathText(path), message, severity: 'error', reference })
    })
  }
  return issues
}
