import { measureCpuMs } from '@mcp-registry/testkit/process-usage'
import type { ServerProcess } from '@mcp-registry/testkit/start-registry'
import { type Bench, type Part, repeat, requireSuccess, start, toGeneratorNote } from '../bench.js'
import type { LoadResult } from '../load/load.js'
import { toSpread } from '../median.js'
import { startBareServer } from '../start-bare-server.js'

const CONNECTIONS = 16
const PAGES = 16

/** Cached pages, compared with a bare server that sends the same bytes, in alternating rounds. */
export const cached: Part = {
  name: 'cached',
  async *measure(bench) {
    await using registry = await start(bench)
    for (const limit of [30, 100] as const) {
      const paths = await listPages(registry.url, limit)
      const urls = paths.map(({ path }) => registry.url + path)
      const sizes = await measureSizes(urls)
      await using bare = await startBareServer(urls)
      await using wordy = await startBareServer(urls, await readHeaders(`${registry.url}${paths[0]?.path}`))
      const own: Round[] = []
      const others: Round[] = []
      const wordyOnes: Round[] = []
      await repeat({ ...bench, rounds: 1, seconds: 1 }, { url: registry.url, requests: paths, connections: CONNECTIONS })
      for (let round = 0; round < Math.max(5, bench.rounds); round++) {
        own.push(await measureRound(bench, registry, paths))
        others.push(await measureRound(bench, bare, [{ path: '/' }]))
        wordyOnes.push(await measureRound(bench, wordy, [{ path: '/' }]))
      }
      requireSuccess([...own, ...others, ...wordyOnes])
      const shares = own.map(({ requestsPerSecond }, nth) => (requestsPerSecond / (others[nth]?.requestsPerSecond ?? 0)) * 100)
      const cpuShares = own.map(({ cpuMs }, nth) => ((others[nth]?.cpuMs ?? 0) / cpuMs) * 100)
      const speed = (rounds: readonly Round[]) => Math.round(toSpread(rounds.map((round) => round.requestsPerSecond)).median)
      yield bench.row(`list of ${limit}, cached: speed of a bare \`node:http\` server`, '%', shares, {
        goal: `list of ${limit}, cached, of a bare server`,
        besides: `${speed(own)}/s beside ${speed(others)}/s of ${Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length / 1024)} KiB, ${toGeneratorNote(own)}`,
      })
      const cpu = (rounds: readonly Round[]) => Math.round(toSpread(rounds.map(({ cpuMs }) => cpuMs * 1000)).median)
      yield bench.row(`list of ${limit}, cached: the same by CPU time of the server`, '%', cpuShares, {
        besides: `${cpu(own)} µs beside ${cpu(others)} µs a request`,
      })
      const limits = wordyOnes.map(({ cpuMs }, nth) => ((others[nth]?.cpuMs ?? 0) / cpuMs) * 100)
      yield bench.row(`list of ${limit}, cached: a bare server with the same headers, by CPU time`, '%', limits, {
        besides: `${cpu(wordyOnes)} µs beside ${cpu(others)} µs a request`,
      })
    }
  },
}

/** The constant headers of a response. */
async function readHeaders(url: string): Promise<Record<string, string>> {
  const { headers } = await fetch(url, { headers: { 'accept-encoding': 'identity' } })
  return Object.fromEntries([...headers].filter(([name]) => !/^(?:date|connection|keep-alive|content-length)$/.test(name)))
}

interface Round extends LoadResult {
  /** The CPU time of the server per request. */
  readonly cpuMs: number
}

async function measureRound(bench: Bench, server: ServerProcess, requests: readonly { readonly path: string }[]): Promise<Round> {
  const before = measureCpuMs(server.pid)
  const result = await bench.load.run({ url: server.url, requests, connections: CONNECTIONS, seconds: bench.seconds })
  const cpuMs = (measureCpuMs(server.pid) - before) / (result.requestsPerSecond * bench.seconds)
  return { ...result, cpuMs }
}

/** The first pages of a walk. */
async function listPages(url: string, limit: number): Promise<{ path: string }[]> {
  const paths: { path: string }[] = []
  let path: string | undefined = `/v0.1/servers?limit=${limit}`
  while (path !== undefined && paths.length < PAGES) {
    paths.push({ path })
    const { metadata } = (await (await fetch(url + path)).json()) as { metadata: { nextCursor?: string } }
    path = metadata.nextCursor && `/v0.1/servers?limit=${limit}&cursor=${metadata.nextCursor}`
  }
  return paths
}

/** The size of each response. */
async function measureSizes(urls: readonly string[]): Promise<number[]> {
  const sizes: number[] = []
  for (const url of urls) {
    const response = await fetch(url, { headers: { 'accept-encoding': 'identity' } })
    sizes.push((await response.arrayBuffer()).byteLength)
  }
  return sizes
}
