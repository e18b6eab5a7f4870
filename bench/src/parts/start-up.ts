import { type Part, start } from '../bench.js'

/** How long it takes from the command to the first answer, with everything present. */
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
