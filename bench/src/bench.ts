import type { ServerResponse } from '@mcp-registry/contract'
import { type ServerProcess, startRegistry } from '@mcp-registry/testkit/start-registry'
import type { Load } from './load/open-load.js'
import type { LoadOrder, LoadResult } from './load/load.js'
import { toSpread } from './median.js'
import type { EngineName, Row } from './row.js'
import { sampleEntries } from './sample-entries.js'
import { findTarget, type GoalName } from './targets.js'

/** A filled registry, and the options for measuring it. */
export interface Bench {
  readonly engine: EngineName
  readonly versions: number
  /** The command-line options that select the data. */
  readonly storage: readonly string[]
  /** Missing on PGlite. */
  readonly databaseUrl: string | undefined
  readonly folder: string
  readonly importSeconds: number | undefined
  readonly rounds: number
  readonly seconds: number
  readonly load: Load
  /** The end of the year in which all versions were published. */
  readonly until: Date
  readonly row: (what: string, unit: string, values: readonly number[], more?: RowDetails) => Row
}

export interface RowDetails {
  readonly goal?: GoalName
  readonly besides?: string
  readonly costMs?: number
}

/** A part of the benchmark: starts its processes, measures, and stops them. */
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

/** Starts a registry of the benchmark with its default cache size, or with a given one; 0 disables the cache. */
export function start(bench: Bench, cacheBytes?: number): Promise<ServerProcess> {
  const env = cacheBytes === undefined ? {} : { MCP_REGISTRY_CACHE_BYTES: String(cacheBytes) }
  return startRegistry({ storage: bench.storage, env, cwd: bench.folder })
}

/** The time until V8 has compiled the hot code. */
export const WARM_UP_SECONDS = 3

/** Runs several rounds after an uncounted warm-up, which is shorter if earlier rounds have warmed up the code. */
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

/** The mean duration of a request, in milliseconds. */
export function toMean([first]: readonly LoadResult[], connections: number): number {
  return (connections * 1000) / (first?.requestsPerSecond ?? 1)
}

export function toP99s(results: readonly LoadResult[]): number[] {
  return results.map(({ p99Ms }) => p99Ms)
}

/** The CPU usage of the load generator, which affects how a result is interpreted. */
export function toGeneratorNote(results: readonly LoadResult[]): string {
  const { median } = toSpread(results.map(({ generatorCpu }) => generatorCpu))
  return `generator ${Math.round(median * 100)} % of a core`
}

/** Random entries. */
export function sample(bench: Bench, url: string, count: number): Promise<ServerResponse[]> {
  return sampleEntries(url, { versions: bench.versions, count: Math.min(count, bench.versions) })
}

/** Reads the value of a registry metric. */
export async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
}
