import type { Spread } from './median.js'

export type EngineName = 'PostgreSQL' | 'PGlite'

/** One line of the results. */
export interface Row {
  readonly part: string
  readonly engine: EngineName
  readonly versions: number
  readonly what: string
  readonly unit: string
  readonly value: Spread
  /** Absent where the value only explains others. */
  readonly target?: Target
  /** What it is seen beside, in the same run. */
  readonly besides?: string
  /** What one of these costs, for the plot of growth. Milliseconds. */
  readonly costMs?: number
}

export interface Target {
  readonly comparison: '≥' | '≤'
  readonly value: number
}

export function meets({ comparison, value }: Target, measured: number): boolean {
  return comparison === '≥' ? measured >= value : measured <= value
}
