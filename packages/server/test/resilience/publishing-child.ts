import { type DatabaseConfig, openStore } from '../../src/store/open-store.js'
import { toTestCatalog } from '../harness/open-test-catalog.js'

// Publishes a thousand versions at once and prints each that was acknowledged, until it is killed.
const config = JSON.parse(process.argv[2] ?? '') as DatabaseConfig
const store = await openStore(config)
await store.migrate()
const catalog = toTestCatalog(store)

await Promise.allSettled(
  Array.from({ length: 1_000 }, async (_, index) => {
    const name = `io.github.alice/s${index % 50}`
    const version = `1.${index}.0`
    await catalog.publish({ name, version })
    process.stdout.write(`${name} ${version}\n`)
  }),
)
await store.close()
process.stdout.write('done\n')
