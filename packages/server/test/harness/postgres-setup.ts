import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openStore } from '../../src/store/open-store.js'
import { isLibcLocale, toLocaleClause } from './database-locale.js'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'
import './provided.js'

const TEMPLATE = 'registry_template'

/** The locale of every database of the tests; see database-locale.ts. */
const LOCALE = process.env['MCP_REGISTRY_TEST_LOCALE']

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({
    isDurable: false,
    libcLocale: LOCALE !== undefined && isLibcLocale(LOCALE) ? LOCALE : undefined,
  })
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  await admin.query(`create database ${TEMPLATE} ${LOCALE === undefined ? '' : toLocaleClause(LOCALE)}`)
  await admin.end()
  const store = await openStore({ kind: 'postgres', url: server.urlOf(TEMPLATE), poolSize: 2 })
  await store.migrate()
  await store.close()
  project.provide('database', { engine: 'postgres', url: server.url, template: TEMPLATE })
  return () => server.stop()
}
