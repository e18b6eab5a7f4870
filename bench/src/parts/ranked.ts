import { type Part, repeat, start, toGeneratorNote, toMean, toP99s } from '../bench.js'
import { wordOfRank } from '../data/words.js'

const CONNECTIONS = 4
const PATH = '/v0.1/x/io.modelcontextprotocol.registry/search?q='

const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ['a rare word', [0, 1, 2, 3].map((nth) => wordOfRank(15_000 + nth))],
  ['a word of 2 % of the entries', [0, 1, 2, 3].map((nth) => wordOfRank(48 + nth))],
  ['a word that nearly every entry has', ['mcp', 'server']],
  ['two words', [0, 1, 2, 3].map((nth) => `${wordOfRank(48 + nth)} ${wordOfRank(nth)}`)],
  ['the beginning of a word', ['inv', 'calen', 'port', 'tra']],
  ['a misspelt word', ['calender', 'wether', 'inventroy', 'portfoilo']],
]

/** Ranked searches with the cache disabled. */
export const ranked: Part = {
  name: 'ranked',
  async *measure(bench) {
    await using registry = await start(bench, 0)
    if (!(await fetch(`${registry.url}${PATH}mcp`)).ok) return
    for (const [nth, [what, searches]] of KINDS.entries()) {
      const requests = searches.map((text) => ({ path: PATH + encodeURIComponent(text) }))
      const results = await repeat(bench, { url: registry.url, requests, connections: CONNECTIONS }, { isWarm: nth > 0 })
      const mean = toMean(results, CONNECTIONS)
      yield bench.row(`ranked search, ${what}: p99`, 'ms', toP99s(results), {
        goal: 'ranked search, p99',
        besides: `mean ${mean.toFixed(1)} ms, ${toGeneratorNote(results)}`,
        costMs: mean,
      })
    }
  },
}
