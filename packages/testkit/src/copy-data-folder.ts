import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { openStore } from '@mcp-registry/server'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const STORE = join(ROOT, 'packages/server/src/store')

/**
 * Makes a data folder with an empty embedded database of the present schema. Creating one takes seconds, so it is created once for a schema and
 * kept among the caches of node_modules.
 */
export async function copyDataFolder(dataDir: string): Promise<void> {
  await cp(await findTemplate(), dataDir, { recursive: true })
}

/** Makes sure that the folder to copy is there: creating it may take longer than a test. A global setup of vitest. */
export async function setup(): Promise<void> {
  await findTemplate()
}

async function findTemplate(): Promise<string> {
  const template = join(ROOT, 'node_modules/.cache/mcp-registry', `data-${await toKey()}`)
  if (existsSync(template)) return template
  const unfinished = `${template}.${randomUUID()}`
  await mkdir(unfinished, { recursive: true })
  const store = await openStore({ kind: 'embedded', dataDir: unfinished })
  await store.migrate()
  await store.close()
  // Of several processes that create it at once, the first one wins.
  await rename(unfinished, template).catch(() => rm(unfinished, { recursive: true }))
  return template
}

/** Of everything that decides what is in the folder. */
async function toKey(): Promise<string> {
  const hash = createHash('sha256')
  const migrations = join(STORE, 'migrations')
  const files = [...(await readdir(migrations)).sort().map((name) => join(migrations, name)), join(STORE, 'open-pglite.ts')]
  for (const file of [...files, join(ROOT, 'package-lock.json')]) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}
