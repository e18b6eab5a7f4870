// Adds every package and remote of gzipped files of server.json documents to every client that is described, and prints for how many of the
// combinations that the transports of the client permit there is a snippet, and why there is none for the others, as Markdown:
// node scripts/dist/client-coverage.js <servers.jsonl.gz | listing.json.gz>…
// Fails if a client with a file has less than 95 %, or if a call throws.
import { openCoverage } from './clients/count-coverage.js'
import { readDocuments } from './launch/read-documents.js'

const MINIMUM = 0.95
const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('usage: client-coverage <servers.jsonl.gz | listing.json.gz>…')
  process.exit(2)
}

const coverage = openCoverage()
let documents = 0
let thrown = 0
for (const file of files) {
  for await (const server of readDocuments(file)) {
    documents++
    try {
      coverage.add(server)
    } catch (error) {
      thrown++
      console.error(`${server?.name}: ${String(error)}`)
    }
  }
}

const rows = coverage.listRows()
const percent = (part: number | undefined, all: number) =>
  part === undefined || all === 0 ? '–' : `${((100 * part) / all).toFixed(2)} %`
console.log(`${documents} documents\n`)
console.log('| client | permitted | snippets | share | secrets in clear | links | commands | other transport |')
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
for (const { client, hasFile, permitted, snippets, inClear, links, commands, otherTransport } of rows)
  console.log(
    `| ${client}${hasFile ? '' : ' (by link only)'} | ${permitted} | ${snippets} | ${percent(snippets, permitted)} | ${inClear} | ${percent(links, permitted)} | ${percent(commands, permitted)} | ${otherTransport} |`,
  )
for (const [kind, counts] of coverage.reasons) {
  console.log(`\n| why there is no ${kind} | combinations |\n| --- | --- |`)
  for (const [reason, count] of [...counts].toSorted(([, a], [, b]) => b - a)) console.log(`| ${reason} | ${count} |`)
}
const low = rows.filter(({ hasFile, permitted, snippets }) => hasFile && snippets < MINIMUM * permitted)
for (const { client } of low) console.error(`${client} has a snippet for less than ${MINIMUM * 100} %.`)
process.exitCode = thrown + low.length > 0 ? 1 : 0
