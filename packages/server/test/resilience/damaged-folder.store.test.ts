import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { openStore } from '../../src/store/open-store.js'

test.skipIf(inject('database').engine !== 'pglite')(
  'a database whose creation was interrupted is created anew, and any other damaged one is refused with the remedy',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'registry-damaged-'))
    const postgres = join(dataDir, 'postgres')
    const open = () => openStore({ kind: 'embedded', dataDir })
    try {
      await mkdir(postgres)
      await writeFile(join(postgres, 'PG_VERSION'), '')
      await expect(open()).rejects.toThrow(/The database in .*postgres cannot be opened: .* restore a backup/)
      await writeFile(`${postgres}.creating`, '')
      const store = await open()
      await store.migrate()
      await store.close()
      await rm(join(postgres, 'PG_VERSION'))
      await writeFile(`${postgres}.creating`, '')
      await expect(open()).rejects.toThrow(/there is no file PG_VERSION/)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
  240_000,
)
