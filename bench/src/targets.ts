import type { EngineName, Target } from './row.js'

interface Goal extends Target {
  /** The number of versions at which the target applies; any number if missing. */
  readonly versions?: number
  /** Applies only to PostgreSQL unless it is `both`. */
  readonly engines?: 'both'
}

const atMost = (value: number, more: Omit<Goal, keyof Target> = {}): Goal => ({ comparison: '≤', value, ...more })
const atLeast = (value: number, more: Omit<Goal, keyof Target> = {}): Goal => ({ comparison: '≥', value, ...more })

/** The performance targets of the registry on two cores, by measurement. */
export const GOALS = {
  'list of 30, cached, of a bare server': atLeast(80, { engines: 'both' }),
  'list of 100, cached, of a bare server': atLeast(80, { engines: 'both' }),
  'list of 100, not cached': atLeast(1_200),
  'list of 100, not cached, p99': atMost(25),
  'list of 100, not cached, growth from 10,000': atMost(1.3),
  'detail, not cached': atLeast(5_000),
  'latest, not cached': atLeast(5_000),
  'search, p99': atMost(50),
  'ranked search, p99': atMost(100),
  'updated since five minutes, p99': atMost(10),
  'updated since a day, p99': atMost(25),
  'walks, complete and right': atLeast(100, { engines: 'both' }),
  'walks, hit rate': atLeast(95),
  'walks, detail of a probe, p99': atMost(25),
  publish: atLeast(300),
  memory: atMost(600),
  start: atMost(2),
  import: atLeast(5_000),
  notice: atMost(100),
  export: atLeast(50_000),
} as const satisfies Record<string, Goal>

export type GoalName = keyof typeof GOALS

/** The target of a measurement, if there is one for the engine. */
export function findTarget(name: GoalName, engine: EngineName): Target | undefined {
  const goal: Goal = GOALS[name]
  if (engine === 'PGlite' && goal.engines !== 'both') return undefined
  return { comparison: goal.comparison, value: goal.value }
}
