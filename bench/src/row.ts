import type { Spread } from './median.js'

export type EngineName = 'PostgreSQL' | 'PGlite'

/** A row of the results. */
export interface Row {
  readonly part: string
  readonly engine: EngineName
  readonly versions: number
  readonly what: string
  readonly unit: string
  readonly value: Spread
  /** Missing if the value only explains others. */
  readonly target?: Target
  /** Related values of the same run. */
  readonly besides?: string
  /** The cost of one operation in milliseconds, for the growth plot. */
  readonly costMs?: number
}

export interface Target {
  readonly comparison: '≥' | '≤'
  readonly value: number
}

export function meets({ comparison, value }: Target, measured: number): boolean {
  return comparison === '≥' ? measured >= value : measured <= value
}
