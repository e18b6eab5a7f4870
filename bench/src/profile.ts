// Profiles the registry under load with --cpu-prof: node bench/dist/profile.js --help
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'
import { startRegistry } from '@mcp-registry/testkit/start-registry'
import { Command } from 'commander'
import { fill } from './fill.js'
import { openLoad } from './load/open-load.js'
import type { LoadRequest } from './load/load.js'
import { type CpuProfile, type ProfilePart, toProfileTable } from './report/profile-table.js'
import { withSection } from './report/write-docs.js'
import { sampleEntries } from './sample-entries.js'

const values = new Command('node bench/dist/profile.js')
  .description('Tables of the functions and modules that the registry spends most time in, while it answers pages.')
  .option('--seconds <n>', 'how long there is load', '5')
  .option('--versions <n>', 'how many versions there are', '10000')
  .option('--write <file>', 'put the tables into this document')
  .parse()
  .opts<{ seconds: string; versions: string; write?: string }>()
const versions = Number(values.versions)
const postgres = await startPostgres({ isDurable: true })
try {
  await using filled = await fill({ engine: 'PostgreSQL', versions, listing: undefined, urlOf: postgres.urlOf })
  const sections: string[] = []
  for (const kind of ['cached', 'uncached'] as const) {
    const { profile, requestsPerSecond, part } = await profileList(filled.storage, kind)
    const title = kind === 'cached' ? 'Pages from memory' : 'Pages from the database'
    sections.push(`**${title}**: ${Math.round(requestsPerSecond)} pages of 100 a second.\n\n${toProfileTable(profile, part)}`)
  }
  const text = sections.join('\n\n')
  console.log(text)
  if (values.write !== undefined)
    await writeFile(values.write, withSection(await readFile(values.write, 'utf8'), 'profile', text))
} finally {
  await postgres.stop()
}

interface Loaded {
  readonly requestsPerSecond: number
  /** The period of the load, relative to the start of the process. */
  readonly part: ProfilePart
}

async function profileList(
  storage: readonly string[],
  kind: 'cached' | 'uncached',
): Promise<Loaded & { readonly profile: CpuProfile }> {
  const folder = await mkdtemp(join(tmpdir(), 'profile-'))
  const loaded = await loadRegistry(storage, kind, folder)
  // The registry writes the profile when it exits.
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'))
  if (file === undefined) throw new Error('There is no profile.')
  const profile = JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile
  await rm(folder, { recursive: true })
  return { profile, ...loaded }
}

async function loadRegistry(storage: readonly string[], kind: 'cached' | 'uncached', folder: string): Promise<Loaded> {
  const startedAt = performance.now()
  const env = kind === 'cached' ? {} : { MCP_REGISTRY_CACHE_BYTES: '0' }
  await using registry = await startRegistry({ storage, env, execArgv: ['--cpu-prof', `--cpu-prof-dir=${folder}`], cwd: folder })
  const entries = await sampleEntries(registry.url, { versions, count: kind === 'cached' ? 16 : 1_000 })
  const requests: LoadRequest[] = entries.map(({ server }) => ({
    path: `/v0.1/servers?limit=100&cursor=${encodeURIComponent(`${server.name}:${server.version}`)}`,
  }))
  using load = openLoad()
  const order = { url: registry.url, requests, connections: 8 }
  await load.run({ ...order, seconds: 1 })
  const fromMs = performance.now() - startedAt
  const { requestsPerSecond } = await load.run({ ...order, seconds: Number(values.seconds) })
  return { requestsPerSecond, part: { fromMs, toMs: performance.now() - startedAt } }
}
