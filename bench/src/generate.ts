// Writes generated entries for import: node bench/dist/generate.js --help
import { Command, Option } from 'commander'
import { DEFAULT_UNTIL } from './data-set.js'
import { writeDataSet } from './write-data-set.js'

interface Options {
  readonly versions: string
  readonly out: string
  readonly data?: string
  readonly seed: string
  readonly until: string
  readonly order: 'name' | 'publication'
}

const values = new Command('node bench/dist/generate.js')
  .description('Writes entries for import, in the shape of the documents of a listing, or of made-up ones.')
  .requiredOption('--out <file>', 'where to; compressed if it ends in .gz')
  .option('--versions <n>', 'how many', '10000')
  .option('--data <listing>', 'take shapes and sizes from the documents of this listing')
  .option('--seed <n>', 'the same seed makes the same bytes', '1')
  .option('--until <RFC 3339>', 'when the last one was published', DEFAULT_UNTIL.toISOString())
  .addOption(new Option('--order <order>').choices(['name', 'publication']).default('name'))
  .parse()
  .opts<Options>()

await writeDataSet({
  versions: Number(values.versions),
  ...(values.data !== undefined && { listing: values.data }),
  seed: Number(values.seed),
  until: new Date(values.until),
  order: values.order,
  path: values.out,
})
console.error(`${values.versions} versions written to ${values.out}`)
