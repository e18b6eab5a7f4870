import type { JsonPath } from '../json/json-path.js'
import type { FoundInput } from './list-inputs.js'

/** One rule of the linter: it yields where it applies, and what to do there. */
export interface LinterRule {
  readonly severity: 'warning' | 'info'
  /** `inputs` are those of the document, found once for all rules. */
  readonly find: (server: unknown, inputs: readonly FoundInput[]) => Iterable<readonly [path: JsonPath, message: string]>
}
