import type { Part } from '../bench.js'

/** The duration of the initial import. */
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
