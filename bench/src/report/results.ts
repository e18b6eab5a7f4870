import type { Row } from '../row.js'

/** The results of one run. */
export interface Results {
  /** RFC 3339. */
  readonly measuredAt: string
  readonly machine: string
  /** The number and duration of rounds, and the data set. */
  readonly how: string
  readonly rows: readonly Row[]
}
