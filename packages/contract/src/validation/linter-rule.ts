import type { JsonPath } from '../json/json-path.js'
import type { FoundInput } from './list-inputs.js'

/** A linter rule: it yields each path at which it applies, and the remedy. */
export interface LinterRule {
  readonly severity: 'warning' | 'info'
  /** `inputs` are the inputs of the document, collected once for all rules. */
  readonly find: (server: unknown, inputs: readonly FoundInput[]) => Iterable<readonly [path: JsonPath, message: string]>
}
