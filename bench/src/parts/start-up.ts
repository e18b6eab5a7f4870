import { type Part, start } from '../bench.js'

/** The time from the command to the first response, with an existing database. */
export const startUp: Part = {
  name: 'start',
  async *measure(bench) {
    const seconds: number[] = []
    for (let round = 0; round < Math.min(5, bench.rounds); round++) {
      const startedAt = performance.now()
      await using registry = await start(bench)
      const response = await fetch(`${registry.url}/v0.1/servers`)
      await response.arrayBuffer()
      seconds.push((performance.now() - startedAt) / 1000)
    }
    yield bench.row('start until the first answer', 's', seconds, { goal: 'start' })
  },
}
