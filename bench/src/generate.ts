// Writes entries for import: as many versions as wanted, in the shape of the documents of a listing, or of made-up ones.
// node bench/dist/generate.js --versions 1000000 --out /tmp/entries.ndjson.gz [--data <listing>] [--seed 1] [--until <RFC 3339>] [--order name|publication]
import { parseArgs } from 'node:util'
import { DEFAULT_UNTIL } from './data-set.js'
import { writeDataSet } from './write-data-set.js'

const { values } = parseArgs({
  options: {
    versions: { type: 'string', default: '10000' },
    out: { type: 'string' },
    data: { type: 'string' },
    seed: { type: 'string', default: '1' },
    until: { type: 'string', default: DEFAULT_UNTIL.toISOString() },
    order: { type: 'string', default: 'name' },
  },
})
if (values.out === undefined) throw new Error('Say where to: --out <file>, .gz to compress it.')

await writeDataSet({
  versions: Number(values.versions),
  ...(values.data !== undefined && { listing: values.data }),
  seed: Number(values.seed),
  until: new Date(values.until),
  order: values.order === 'publication' ? 'publication' : 'name',
  path: values.out,
})
console.error(`${values.versions} versions written to ${values.out}`)
