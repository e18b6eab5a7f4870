import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openPgliteInMemory } from '../../src/store/open-pglite.js'
import { createPgliteStore } from '../../src/store/open-store.js'
import './provided.js'

// Creating a cluster takes seconds, loading a dumped one does not.
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'registry-pglite-'))
  const snapshot = join(dir, 'snapshot.tar')
  const pglite = await openPgliteInMemory()
  const store = createPgliteStore(pglite)
  await store.migrate()
  await writeFile(snapshot, new Uint8Array(await (await pglite.database.dumpDataDir('none')).arrayBuffer()))
  await store.close()
  project.provide('database', { engine: 'pglite', snapshot })
  return () => rm(dir, { recursive: true, force: true })
}
