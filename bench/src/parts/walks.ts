import { type Part, readMetric, sample, start } from '../bench.js'
import { percentile } from '../median.js'
import { startBareList } from '../start-bare-server.js'
import { runWalks } from '../walk/run-walks.js'
import { startProbe } from '../walk/start-probe.js'
import { startPublisher } from '../walk/start-publisher.js'
import type { Walk } from '../walk/walk-process.js'

// A larger registry would take minutes without providing more information.
const MAX_VERSIONS = 100_000
// Large enough for all entries: in an LRU cache smaller than the list, repeated walks never hit.
const CACHE_BYTES = 256 * 1024 * 1024
const WALKERS = 8
const WALKS = 3
const STAGGER_MS = 700
const PUBLISHES_PER_SECOND = 20
const PAUSE_MS = 20

/** Aggregators that walk the whole list during concurrent publications, and a probe that reads single versions. */
export const walks: Part = {
  name: 'walks',
  async *measure(bench) {
    if (bench.versions > MAX_VERSIONS) return
    await using registry = await start(bench, CACHE_BYTES)
    const entries = await sample(bench, registry.url, 100)
    const before: Walk[] = []
    await runWalks({ url: registry.url, walkers: 1, walks: 1, staggerMs: 0 }, (walk) => before.push(walk))
    const expected = before[0]?.keys ?? []

    const countHits = () => readMetric(registry.url, 'mcp_registry_response_cache_hits')
    const countMisses = () => readMetric(registry.url, 'mcp_registry_response_cache_misses')
    const [hits, misses] = [await countHits(), await countMisses()]
    const publisher = startPublisher(registry.url, entries, PUBLISHES_PER_SECOND)
    const paths = entries.map(({ server }) => `/v0.1/servers/${encodeURIComponent(server.name)}/versions/latest`)
    const watch = (url: string) => startProbe({ urls: paths.map((path) => url + path), pauseMs: PAUSE_MS })
    const probe = watch(registry.url)
    const seconds: number[] = []
    let right = 0
    await runWalks({ url: registry.url, walkers: WALKERS, walks: WALKS, staggerMs: STAGGER_MS }, (walk) => {
      seconds.push(walk.seconds)
      if (isRight(walk.keys, expected, publisher.sent)) right += 1
    })
    const detailMs = await probe.stop()
    await publisher.stop()
    const [newHits, newMisses] = [(await countHits()) - hits, (await countMisses()) - misses]
    const aside = `${WALKERS} aggregators, ${WALKS} walks each, ${publisher.sent.size} versions published meanwhile`
    yield bench.row('walks: complete and right', '%', [(right / (WALKERS * WALKS)) * 100], {
      goal: 'walks, complete and right',
      besides: aside,
    })
    yield bench.row('walks: hit rate of the cache', '%', [(newHits / (newHits + newMisses)) * 100], {
      goal: 'walks, hit rate',
      besides: `${newHits} hits, ${newMisses} misses, after one walk; a cache of 256 MiB`,
    })
    yield bench.row('walks: one walk', 's', seconds)
    yield bench.row('walks: detail for a probe, p99', 'ms', [percentile(detailMs, 0.99)], {
      goal: 'walks, detail of a probe, p99',
      besides: `median ${percentile(detailMs, 0.5).toFixed(1)} ms of ${detailMs.length}`,
    })
    await using bare = await startBareList(registry.url)
    const bareProbe = watch(bare.url)
    await runWalks({ url: bare.url, walkers: WALKERS, walks: 1, staggerMs: STAGGER_MS }, () => {})
    const bareMs = await bareProbe.stop()
    yield bench.row(
      'walks: detail for a probe of a bare `node:http` server with the same pages, p99',
      'ms',
      [percentile(bareMs, 0.99)],
      {
        besides: `median ${percentile(bareMs, 0.5).toFixed(1)} ms of ${bareMs.length}; one walk each, nothing was published`,
      },
    )
  },
}

/** Whether a walk returns every existing entry exactly once and in order, and otherwise only concurrently published ones. */
function isRight(keys: readonly string[], expected: readonly string[], published: ReadonlySet<string>): boolean {
  const old = keys.filter((key) => !published.has(key))
  return new Set(keys).size === keys.length && old.length === expected.length && old.every((key, nth) => key === expected[nth])
}
