import type { ServerResponse } from '@mcp-registry/contract'
import { type ServerProcess, startRegistry } from '@mcp-registry/scripts/start-registry'
import type { Load } from './load/open-load.js'
import type { LoadOrder, LoadResult } from './load/load.js'
import { toSpread } from './median.js'
import type { EngineName, Row } from './row.js'
import { sampleEntries } from './sample-entries.js'
import { findTarget, type GoalName } from './targets.js'

/** A registry that is filled, and how to measure it. */
export interface Bench {
  readonly engine: EngineName
  readonly versions: number
  /** Options of the command that say where the data is. */
  readonly storage: readonly string[]
  /** Absent on PGlite. */
  readonly databaseUrl: string | undefined
  readonly folder: string
  readonly importSeconds: number | undefined
  readonly rounds: number
  readonly seconds: number
  readonly load: Load
  /** The end of the year in which everything was published. */
  readonly until: Date
  readonly row: (what: string, unit: string, values: readonly number[], more?: RowDetails) => Row
}

export interface RowDetails {
  readonly goal?: GoalName
  readonly besides?: string
  readonly costMs?: number
}

/** A part of the benchmark: starts what it needs, measures, and stops it. */
export interface Part {
  readonly name: string
  measure(bench: Bench): AsyncGenerator<Row, void, undefined>
}

export function toRow(part: string, { engine, versions }: Pick<Bench, 'engine' | 'versions'>): Bench['row'] {
  return (what, unit, values, { goal, ...more } = {}) => {
    const target = goal && findTarget(goal, engine)
    return { part, engine, versions, what, unit, value: toSpread(values), ...(target && { target }), ...more }
  }
}

/** A registry of the bench, with its cache as it is by default or, for 0, without. */
export function start(bench: Bench, cacheBytes?: number): Promise<ServerProcess> {
  const env = cacheBytes === undefined ? {} : { MCP_REGISTRY_CACHE_BYTES: String(cacheBytes) }
  return startRegistry({ storage: bench.storage, env, cwd: bench.folder })
}

/** As long as it takes until the code is compiled for what it does most. */
export const WARM_UP_SECONDS = 3

/** Several rounds of the same, after one that does not count; a short one where the rounds before have had the code compiled. */
export async function repeat(
  bench: Bench,
  order: Omit<LoadOrder, 'seconds'>,
  { isWarm = false }: { readonly isWarm?: boolean } = {},
): Promise<LoadResult[]> {
  await bench.load.run({ ...order, seconds: isWarm ? 1 : WARM_UP_SECONDS })
  const results: LoadResult[] = []
  for (let round = 0; round < bench.rounds; round++) results.push(await bench.load.run({ ...order, seconds: bench.seconds }))
  requireSuccess(results)
  return results
}

export function requireSuccess(results: readonly LoadResult[]): void {
  const failures = results.reduce((sum, result) => sum + result.failures, 0)
  if (failures > 0) throw new Error(`${failures} requests failed`)
}

/** How long a request took on average. Milliseconds. */
export function toMean([first]: readonly LoadResult[], connections: number): number {
  return (connections * 1000) / (first?.requestsPerSecond ?? 1)
}

export function toP99s(results: readonly LoadResult[]): number[] {
  return results.map(({ p99Ms }) => p99Ms)
}

/** How busy the load generator was, which is part of what a result means. */
export function toGeneratorNote(results: readonly LoadResult[]): string {
  const { median } = toSpread(results.map(({ generatorCpu }) => generatorCpu))
  return `generator ${Math.round(median * 100)} % of a core`
}

/** Entries at random. */
export function sample(bench: Bench, url: string, count: number): Promise<ServerResponse[]> {
  return sampleEntries(url, { versions: bench.versions, count: Math.min(count, bench.versions) })
}

/** The value of a metric of the registry. */
export async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
}
