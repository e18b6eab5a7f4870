// Prints the result of every kind of proof, whether valid, invalid or disturbed: the status and the code that a publisher receives.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp, openServices, readConfig } from '@mcp-registry/server'
import { openIdentityProofs } from '@mcp-registry/testkit/identity-proof-rows'
import { openPackageProofs, PROOF_COLUMNS, type ProofWorld } from '@mcp-registry/testkit/proof-rows'

const WORLDS: readonly (() => Promise<ProofWorld>)[] = [openIdentityProofs, openPackageProofs]

const dataDir = await mkdtemp(join(tmpdir(), 'proof-table-'))
const worlds = await Promise.all(WORLDS.map((open) => open()))
try {
  printTable(await showAll())
} finally {
  for (const world of worlds) await world[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
}

async function showAll(): Promise<readonly (readonly string[])[]> {
  const env = Object.assign({}, ...worlds.map((world) => world.env))
  const config = readConfig({ MCP_REGISTRY_DATA_DIR: dataDir, MCP_REGISTRY_LOG_LEVEL: 'silent', ...env })
  if (!config.ok) throw new Error(config.errors.join('\n'))
  const services = await openServices(config.value)
  await services.store.migrate()
  const app = await buildApp(services)
  const permissions = [{ action: 'publish' as const, resource: '*' }]
  const { registry_token: token } = await services.tokens.issue({ method: 'none', subject: 'proof-table', permissions })
  try {
    return await Promise.all(
      worlds
        .flatMap((world) => world.rows)
        .map(async (row) => {
          const cells = await Promise.all(PROOF_COLUMNS.map((scenario) => row.show(scenario, { app, token })))
          return [row.name, ...cells.map(({ status, code }) => `${status} ${code}`.trim())]
        }),
    )
  } finally {
    await app.close()
    await services.close()
  }
}

function printTable(rows: readonly (readonly string[])[]): void {
  const table = [['proof', ...PROOF_COLUMNS], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of table)
    console.log(
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}
