// Compares the descriptions of clients with the npm packages that know the same clients: files, keys, formats, entries and links. Prints a line
// for each fact as Markdown, equal or with the reason of the difference. Without a folder, the packages are installed into a temporary one:
// node scripts/dist/compare-clients.js [folder with node_modules]
// Fails if a difference has no reason, or a reason no difference.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareClaims, listStaleExplanations } from './clients/compare-claims.js'
import { installFromNpm } from './clients/install-client.js'
import { listClaims, PACKAGES } from './clients/list-claims.js'
import { ToolError } from './packages/run-tool.js'

const [given] = process.argv.slice(2)
const folder = given ?? (await mkdtemp(join(tmpdir(), 'compare-clients-')))
const own = (name: string) => (given === undefined ? join(folder, name.replaceAll('/', '-')) : folder)
try {
  if (given === undefined) for (const [name, version] of Object.entries(PACKAGES)) await installFromNpm(name, version, own(name))
  const compared = compareClaims(
    await listClaims({ 'add-mcp': own('add-mcp'), '@gleanwork/mcp-config-schema': own('@gleanwork/mcp-config-schema') }),
  )
  const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('|', String.raw`\|`)
  console.log('| package | client | fact | says | descriptions |\n| --- | --- | --- | --- | --- |')
  for (const { package: name, client, field, value, own: described, isEqual, reason = 'NOT EXPLAINED' } of compared) {
    const other = described === undefined ? 'not described' : described.length === 0 ? 'none' : described.map(show).join(' or ')
    console.log(`| ${name} | ${client} | ${field} | ${show(value)} | ${isEqual ? 'equal' : `${other}: ${reason}`} |`)
  }
  const different = compared.filter(({ isEqual }) => !isEqual)
  const unexplained = different.filter(({ reason }) => reason === undefined)
  const stale = listStaleExplanations(compared)
  console.log(
    `\n${compared.length} facts, ${compared.length - different.length} equal, ${different.length - unexplained.length} explained, ${unexplained.length} not explained`,
  )
  for (const line of stale) console.error(`There is no difference any more to explain: ${line}.`)
  process.exitCode = unexplained.length + stale.length > 0 ? 1 : 0
} catch (error) {
  if (!(error instanceof ToolError)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  if (given === undefined) await rm(folder, { recursive: true, force: true })
}
