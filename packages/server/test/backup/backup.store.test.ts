import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { restoreBackup } from '../../src/backup/restore-backup.js'
import { isTableName } from '../../src/backup/tables.js'
import { settleTakedowns } from '../../src/catalog/takedowns/settle-takedowns.js'
import { MIGRATIONS } from '../../src/store/migrations.js'
import { openBody } from '../../src/upstreams/open-bytes.js'
import { openTestStore } from '../harness/open-test-store.js'
import { readTables } from '../harness/read-tables.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'
import { backUp, clock, readState, restore } from './backups.js'
import { fillSchema } from '../resilience/fill-schema.js'

const EVERYTHING = [
  { action: 'publish', resource: '*' },
  { action: 'edit', resource: '*' },
] as const

test('every table of the database is one that is backed up', async () => {
  await using store = await openTestStore()
  const tables = (await store.db.introspection.getTables()).map(({ name }) => name)
  expect(tables.filter((name) => !name.startsWith('kysely_') && !isTableName(name))).toEqual([])
})

verifies('backup-has-everything', 'every table and every answer is the same after a restore', async () => {
  await using original = await openTestStore()
  await fillSchema(original.db, { isCurrent: true })
  await settleTakedowns({ store: original, clock })
  const before = await readState(original)
  expect(Object.values(before.tables).filter((rows) => Array.isArray(rows) && rows.length === 0)).toEqual([])

  await using restored = await openTestStore()
  const summary = await restore(restored, await backUp(original))
  expect(summary).toMatchObject({ rows: { versions: 9, audit_log: 2, takedowns: 1 }, hidden: 0 })
  const after = await readState(restored)
  expect(after.tables).toEqual(before.tables)
  expect(after.answers).toEqual(before.answers)
  expect(after.entries).toEqual(expect.arrayContaining(before.entries as unknown[]))
  const entries = await restored.db.selectFrom('audit_log').select(['id', 'action', 'detail']).orderBy('id').execute()
  expect(entries.slice(2)).toMatchObject([{ action: 'restore', detail: 'the backup of 2025-10-12T12:00:00.000Z, change 10' }])
  // Of the database itself: what counts and refuses works again.
  await expect(sql`delete from audit_log`.execute(restored.db)).rejects.toThrow('append-only')
  await sql`delete from versions where name = 'org.example/long'`.execute(restored.db)
  const counted = await sql<{ count: number }>`
    select count::int from registry_counts where kind = 'versions' and key = 'active'`.execute(restored.db)
  const present = await sql<{ count: number }>`select count(*)::int from versions where status = 'active'`.execute(restored.db)
  expect(counted.rows).toEqual(present.rows)
})

verifies('restore-is-one-step', 'what is not a whole backup is refused, and nothing is changed', async () => {
  await using original = await openTestStore()
  await fillSchema(original.db, { isCurrent: true })
  const backup = await backUp(original)
  const lines = backup.split('\n')
  const without = (nth: number) => lines.filter((_, index) => index !== nth).join('\n')
  const newest = Object.keys(MIGRATIONS).at(-1) ?? ''
  const packed = gzipSync(backup)
  await using other = await openTestStore()
  const before = await readTables(other)
  const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['empty', '', 'not a backup'],
    ['something else', '{"servers":[]}\n', 'not a backup'],
    ['without its end', without(lines.length - 2), 'its end is missing'],
    ['without a row', without(4), 'rows of the table'],
    ['cut off in a line', backup.slice(0, backup.length / 2), 'cut off'],
    ['with more after its end', `${backup}${lines[1]}\n`, 'follows its end'],
    ['with a line of something else', backup.replace('\n', '\n[1]\n'), 'neither a row nor the end'],
    ['with broken JSON', backup.replace('["versions",{', '["versions",{oops'), 'refuses a row of the table versions'],
    ['with an unknown status', backup.replace('"status":"active"', '"status":"evil"'), 'refuses a row of the table versions'],
    ['with a broken search vector', backup.replace(/("words":"[^"]+)/, "$1 'cut"), 'refuses a row of the table search_entries'],
    ['with a row twice', backup.replace(/\n(\["versions",.*)\n/, '\n$1\n$1\n'), 'refuses a row of the table versions'],
    ['with another letter', backup.replace('"published_at":"2025', '"published_at":"2024'), 'SHA-256'],
    ['with another header', backup.replace('"createdAt":"2025', '"createdAt":"2024'), 'SHA-256'],
    ['without a format version', backup.replace('"formatVersion":1,', ''), 'no format version'],
    ['without a time', backup.replace(/"createdAt":"[^"]+"/, '"createdAt":"x"'), 'no time'],
    ['without a change number', backup.replace(/"number":\d+\}/, '"number":"x"}'), 'no change number'],
    ['of a newer format', backup.replace('"formatVersion":1', '"formatVersion":2'), 'newer version'],
    ['of a newer schema', backup.replace(newest, '999-future'), '999-future'],
    ['of a table that is not known', backup.replace('["versions",', '["pg_authid",'), 'pg_authid'],
  ]
  for (const [name, text, message] of cases) {
    await expect(restore(other, text), name).rejects.toThrow(message)
    expect(await readTables(other), name).toEqual(before)
  }
  const cutOff = openBody(new Response(packed.subarray(0, packed.length - 9)), () => {})
  await expect(restoreBackup({ store: other, clock }, cutOff)).rejects.toThrow('gzip data is broken or cut off')
  expect(await readTables(other)).toEqual(before)
  for (let offset = 20; offset < packed.length; offset += Math.ceil(packed.length / 20)) {
    const damaged = Buffer.from(packed)
    damaged[offset] = (damaged[offset] ?? 0) ^ 0x55
    const bytes = openBody(new Response(damaged), () => {})
    await expect(restoreBackup({ store: other, clock }, bytes), `byte ${offset}`).rejects.toThrow(
      /damaged or incomplete|has (?:the schema|a table)|newer version|not a backup/,
    )
  }
  expect(await readTables(other)).toEqual(before)
  await restore(other, backup)
  await expect(restore(other, backup)).rejects.toThrow('The database is not empty')
})

verifies(
  'restore-is-one-step',
  'a running registry serves what was restored, and keeps takedowns, denials and the audit log',
  async () => {
    await using registry = await startTestRegistry()
    const alice = registry.actingAs('io.github.alice')
    for (const version of ['1.0.0', '1.1.0']) await alice.publish(serverJson({ version }))
    await registry.actingAs('com.spam').publish(serverJson({ name: 'com.spam/a', version: '1.0.0' }))
    const backup = await backUp(registry.store)
    const listed = async () =>
      (await registry.get('/v0.1/servers'))
        .json<{ servers: { server: { name: string; version: string } }[] }>()
        .servers.map(({ server: { name, version } }) => `${name} ${version}`)
    const name = 'io.github.alice/weather'
    expect(await listed()).toEqual(['com.spam/a 1.0.0', `${name} 1.0.0`, `${name} 1.1.0`])

    await alice.publish(serverJson({ version: '2.0.0' }))
    const admin = registry.actingAs(EVERYTHING)
    const extension = '/v0.1/x/io.modelcontextprotocol.registry'
    const target = `${extension}/takedowns/${encodeURIComponent(name)}?version=1.0.0`
    expect((await admin.send('PUT', target, { reason: 'Malware.' })).statusCode).toBe(200)
    expect((await admin.send('PUT', `${extension}/denylist/com.spam`, { reason: 'Spam.' })).statusCode).toBe(200)
    expect(await listed()).toEqual([`${name} 1.1.0`, `${name} 2.0.0`])
    const epoch = registry.store.db.selectFrom('change_clock').select('epoch').executeTakeFirstOrThrow()

    const summary = await restore(registry.store, backup, { replace: true })
    expect(summary).toMatchObject({
      rows: { versions: 3 },
      kept: { takedowns: 1, denied_namespaces: 1, audit_log: 3 },
      hidden: 2,
    })
    expect(summary.epoch).not.toBe((await epoch).epoch)
    await expect.poll(listed, { timeout: 5_000 }).toEqual([`${name} 1.1.0`])
    const actions = await registry.store.db.selectFrom('audit_log').select('action').orderBy('id').execute()
    expect(actions.map(({ action }) => action)).toEqual([
      'publish',
      'publish',
      'publish',
      'publish',
      'takedown',
      'denylist',
      'restore',
    ])
    // What comes afterwards goes on from there.
    expect((await alice.publish(serverJson({ version: '1.2.0' }))).statusCode).toBe(200)
    expect((await alice.publish(serverJson({ version: '1.0.0' }))).statusCode).toBe(403)
    expect(await listed()).toEqual([`${name} 1.1.0`, `${name} 1.2.0`])
  },
)

verifies('restore-is-one-step', 'an interrupted restore changes nothing', async () => {
  await using original = await openTestStore()
  await fillSchema(original.db, { isCurrent: true })
  const backup = await backUp(original)
  await using other = await openTestStore()
  const before = await readTables(other)
  const stop = new AbortController()
  const onProgress = () => stop.abort()
  await expect(restore(other, backup, { signal: stop.signal, onProgress })).rejects.toThrow('aborted')
  expect(await readTables(other)).toEqual(before)
})

verifies(
  'backup-has-everything',
  'an administrator gets a backup of the running registry, which the audit log tells',
  async () => {
    await using registry = await startTestRegistry()
    await registry.actingAs('io.github.alice').publish(serverJson({ version: '1.0.0' }))
    const url = '/v0.1/x/io.modelcontextprotocol.registry/backup'
    expect((await registry.inject({ method: 'POST', url })).statusCode).toBe(401)
    expect((await registry.actingAs('io.github.alice').send('POST', url)).statusCode).toBe(403)
    const answer = await registry.actingAs(EVERYTHING).send('POST', url)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/gzip',
      'content-length': String(answer.rawPayload.length),
      'content-disposition': expect.stringMatching(/^attachment; filename="registry-\d{4}-\d\d-\d\d-1\.backup\.gz"$/),
      'cache-control': 'no-store',
      'x-registry-change': '1',
    })
    await using restored = await openTestStore()
    await restore(restored, gunzipSync(answer.rawPayload))
    await using copy = await startTestRegistry({ store: restored })
    expect((await copy.get('/v0.1/servers')).body).toBe((await registry.get('/v0.1/servers')).body)
    const actions = await registry.store.db.selectFrom('audit_log').select(['action', 'outcome']).orderBy('id').execute()
    expect(actions).toEqual([
      { action: 'publish', outcome: 'done' },
      { action: 'backup', outcome: 'refused' },
      { action: 'backup', outcome: 'done' },
    ])
  },
)
