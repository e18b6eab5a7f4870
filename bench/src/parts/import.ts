import type { Part } from '../bench.js'

/** How long it took to fill the registry in the first place. */
export const importing: Part = {
  name: 'import',
  async *measure({ importSeconds, versions, row }) {
    if (importSeconds === undefined) return
    yield row('import', 'entries/s', [versions / importSeconds], {
      goal: 'import',
      besides: `${importSeconds.toFixed(1)} s, the start of the command included`,
      costMs: (importSeconds * 1000) / versions,
    })
  },
}
