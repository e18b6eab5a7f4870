import { findLatest, OFFICIAL_META_KEY, type ServerResponse } from '@mcp-registry/contract'
import type { Store } from '@mcp-registry/server'
import type { Mirror } from './mirrors.js'
import type { Log } from './writer.js'
import { toKey, type Expected } from './expected.js'

interface Row {
  readonly entry: ServerResponse
  readonly text: string
  readonly updatedAt: string
}

/** Reads the whole database in the form that mirrors keep, and checks its invariants. */
export async function readDatabase({ db }: Store, expected: Expected): Promise<Map<string, Row>> {
  const rows = await db.selectFrom('versions').selectAll().orderBy('change_number').execute()
  const entries = new Map<string, Row>()
  let last = ''
  for (const row of rows) {
    const entry = { server: JSON.parse(row.document), _meta: JSON.parse(row.meta) } as ServerResponse
    const text = JSON.stringify([entry.server, entry._meta[OFFICIAL_META_KEY]])
    entries.set(toKey(row.name, row.version), { entry, text, updatedAt: row.updated_at })
    if (row.updated_at < last)
      expected.fault(`database: change ${row.change_number} is of ${row.updated_at}, after one of ${last}`)
    last = row.updated_at
  }
  for (const name of new Set(rows.map((row) => row.name))) {
    const versions = rows.filter((row) => row.name === name)
    const flagged = versions.filter((row) => row.is_latest)
    const shown = versions.filter((row) => row.status !== 'deleted')
    const latest = findLatest((shown.length > 0 ? shown : versions).map((row) => ({ ...row, publishedAt: row.published_at })))
    if (flagged.length !== 1 || flagged[0]?.version !== latest?.version)
      expected.fault(`database: latest of ${name} is ${flagged.map((row) => row.version).join()}, not ${latest?.version}`)
  }
  return entries
}

/** Reports every difference between a mirror and the database. */
export function compareMirror(mirror: Mirror, database: ReadonlyMap<string, Row>, expected: Expected): void {
  for (const [key, { text }] of database) {
    const mirrored = mirror.entries.get(key)
    if (mirrored !== text) expected.fault(`${mirror.label}: ${key} is\n  ${mirrored ?? 'missing'}\n  and not\n  ${text}`)
  }
  for (const key of mirror.entries.keys())
    if (!database.has(key)) expected.fault(`${mirror.label}: ${key} is not in the database`)
}

/** Checks that the last acknowledged state of each row is in the database, ignoring the flag of the latest version. */
export function compareAcknowledged(log: Log, database: ReadonlyMap<string, Row>, expected: Expected): void {
  for (const [key, { text, updatedAt }] of log.acknowledged) {
    const row = database.get(key)
    if (row === undefined) {
      expected.fault(`acknowledged: ${key} is lost`)
      continue
    }
    if (row.updatedAt < updatedAt) expected.fault(`acknowledged: ${key} is of ${row.updatedAt}, before ${updatedAt}`)
    if (withoutFlag(row.text) !== withoutFlag(text))
      expected.fault(`acknowledged: ${key} is\n  ${row.text}\n  and not\n  ${text}`)
  }
}

function withoutFlag(text: string): string {
  const [server, official] = JSON.parse(text) as [unknown, Record<string, unknown>]
  return JSON.stringify([server, { ...official, isLatest: undefined, updatedAt: undefined }])
}
