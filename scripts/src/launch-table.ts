import { CLIENTS, listLaunchChoices, toVsCodeInstall } from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import { countEntries } from './launch/count-entries.js'
import { openLaunchCounts } from './launch/count-launches.js'
import { printPlatforms } from './launch/count-platforms.js'
import { openUndeclaredCounts } from './launch/count-undeclared.js'
import { readDocuments } from './launch/read-documents.js'

/**
 * Resolves every package and remote in gzipped files of server.json documents, with and without sample inputs. Prints how many of each type
 * can be run and why the others cannot, what becomes of undeclared placeholders, which
 * platforms have a bundle, and the names of entries and variables if the last
 * version of every server is added to one file of each client. Fails if any call throws, if a placeholder is left, if an entry is replaced,
 * or if a document chooses a variable.
 */
const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
if (files.length === 0) {
  console.error('usage: launch-table [--verbose] <servers.jsonl.gz | listing.json.gz>…')
  process.exit(2)
}

const launches = openLaunchCounts()
const undeclared = openUndeclaredCounts()
const latest = new Map<string, ServerJson>()
let documents = 0
let thrown = 0

for (const file of files) {
  for await (const server of readDocuments(file)) {
    documents++
    try {
      toVsCodeInstall(server)
      for (const choice of listLaunchChoices(server)) {
        launches.add(server, choice)
        undeclared.add(server, choice)
      }
      latest.set(server.name, server)
    } catch (error) {
      thrown++
      console.error(`${server?.name}: ${String(error)}`)
    }
  }
}
const servers = [...latest.values()]
const entries = CLIENTS.map((client) => [client.id, countEntries(client, servers)] as const)

console.log(`${documents} documents, ${servers.length} servers`)
launches.print()
console.log('undeclared placeholders')
undeclared.print()
console.log('servers with bundles for certain platforms')
printPlatforms(servers)
console.log('all servers in one file of a client')
console.table(Object.fromEntries(entries))
const faults = entries.reduce((sum, [, counts]) => sum + counts.replaced + counts['named by document'] + counts.shared, 0)
process.exitCode = thrown + undeclared.countLeft() + faults > 0 ? 1 : 0
