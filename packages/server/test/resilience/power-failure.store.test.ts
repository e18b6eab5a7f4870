import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, inject } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openPglite } from '../../src/store/open-pglite.js'
import { createPgliteStore } from '../../src/store/open-store.js'
import { FragileDisk } from '../harness/fragile-disk.js'
import { toTestCatalog } from '../harness/open-test-catalog.js'

async function createFolder() {
  const path = await mkdtemp(join(tmpdir(), 'registry-power-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

async function openOn(folder: string, disk: FragileDisk) {
  const store = createPgliteStore(await openPglite(folder, { fsync: disk.fsync }))
  return { ...store, [Symbol.asyncDispose]: () => store.close() }
}

// A PostgreSQL server takes care of its files itself.
describe.skipIf(inject('database').engine !== 'pglite' || process.platform !== 'linux')('of the embedded database', () => {
  verifies(
    'edge-47',
    'what fsync has brought to the disk, and nothing else, holds every acknowledged publication, before and after a checkpoint',
    async () => {
      await using folder = await createFolder()
      const disk = new FragileDisk(join(folder.path, 'data', 'postgres'))
      const remains = [join(folder.path, 'first'), join(folder.path, 'second')] as const
      const versions = Array.from({ length: 30 }, (_, index) => `1.${index}.0`)
      {
        await using store = await openOn(join(folder.path, 'data'), disk)
        await store.migrate()
        disk.syncAll()
        const catalog = toTestCatalog(store)
        for (const version of versions.slice(0, 10)) await catalog.publish({ version })
        await disk.writeRemains(join(remains[0], 'postgres'))
        await sql`checkpoint`.execute(store.db)
        await Promise.all(versions.slice(10, 20).map((version) => catalog.publish({ version })))
        // As a table is rewritten, its file is another one.
        await sql`vacuum full versions`.execute(store.db)
        for (const version of versions.slice(20)) await catalog.publish({ version })
        await disk.writeRemains(join(remains[1], 'postgres'))
      }
      for (const [path, expected] of [
        [remains[0], versions.slice(0, 10)],
        [remains[1], versions],
      ] as const) {
        await using store = await openOn(path, new FragileDisk(path))
        const rows = await store.db.selectFrom('versions').select('version').orderBy('change_number').execute()
        expect(rows.map(({ version }) => version).toSorted()).toEqual([...expected].toSorted())
        // It can be written to, too.
        await toTestCatalog(store).publish({ version: '2.0.0' })
      }
    },
    240_000,
  )

  verifies(
    'edge-47',
    'the log is brought to the disk for each publication, and for many that come together less than half as often',
    async () => {
      await using folder = await createFolder()
      const disk = new FragileDisk(join(folder.path, 'postgres'))
      await using store = await openOn(folder.path, disk)
      await store.migrate()
      const catalog = toTestCatalog(store)
      const countLogSyncs = async (publish: () => Promise<unknown>) => {
        const before = disk.synced.length
        await publish()
        return disk.synced.slice(before).filter((path) => path.includes('/pg_wal/')).length
      }
      for (let nth = 0; nth < 10; nth++) {
        expect(await countLogSyncs(() => catalog.publish({ version: `1.${nth}.0` }))).toBeGreaterThanOrEqual(1)
      }
      const together = Array.from({ length: 50 }, (_, nth) => `2.${nth}.0`)
      const syncs = await countLogSyncs(() => Promise.all(together.map((version) => catalog.publish({ version }))))
      expect(syncs).toBeGreaterThanOrEqual(1)
      expect(syncs).toBeLessThan(together.length / 2)
    },
    120_000,
  )
})
