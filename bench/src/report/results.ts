import type { Row } from '../row.js'

/** What one run measured. */
export interface Results {
  /** RFC 3339. */
  readonly measuredAt: string
  readonly machine: string
  /** How many rounds of how many seconds, and of what data. */
  readonly how: string
  readonly rows: readonly Row[]
}
