import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openStore } from '../../src/store/open-store.js'
import { startPostgres } from './start-postgres.js'
import './provided.js'

const TEMPLATE = 'registry_template'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({ isDurable: false })
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  await admin.query(`create database ${TEMPLATE}`)
  await admin.end()
  const store = await openStore({ kind: 'postgres', url: server.urlOf(TEMPLATE), poolSize: 2 })
  await store.migrate()
  await store.close()
  project.provide('database', { engine: 'postgres', url: server.url, template: TEMPLATE })
  return () => server.stop()
}
