import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from './start-postgres.js'
import { type ServerProcess, type StartOptions, startRegistry } from './start-registry.js'

/** An empty registry in a separate process, on PGlite or on a new PostgreSQL server; disposing of it deletes its data. */
export async function startOnEngine(engine: string, options: Omit<StartOptions, 'storage'>): Promise<ServerProcess> {
  if (engine === 'postgres') {
    const postgres = await startPostgres({ isDurable: false })
    return startWith(['--database-url', postgres.url], options, () => postgres.stop())
  }
  if (engine !== 'pglite') throw new Error(`There is no engine ${engine}: say pglite or postgres.`)
  const folder = await mkdtemp(join(tmpdir(), 'registry-'))
  return startWith(['--data-dir', folder], options, () => rm(folder, { recursive: true, force: true }))
}

async function startWith(
  storage: readonly string[],
  options: Omit<StartOptions, 'storage'>,
  remove: () => Promise<void>,
): Promise<ServerProcess> {
  try {
    const server = await startRegistry({ storage, ...options })
    const dispose = async () => {
      await server[Symbol.asyncDispose]()
      await remove()
    }
    return { ...server, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await remove()
    throw error
  }
}
