import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '@mcp-registry/server'
import { CommandError, type Context, defineCommand } from '@mcp-registry/publisher/command-line'
import { administrationOptions, type AdministrationOptions, openAdministration } from '../administration/open-administration.js'
import { toCount } from '../import-with-progress.js'
import { requireConfig, storageOptions } from '../settings.js'
import { writeResult } from '../write-result.js'

/** The state that a backup captures. */
interface Made {
  readonly epoch: string | undefined
  readonly change: number
  /** Unknown if a running registry created the backup. */
  readonly rows?: number
}

const options = { ...storageOptions, registry: administrationOptions.registry, token: administrationOptions.token } as const

type BackupOptions = AdministrationOptions & { readonly databaseUrl: string | undefined }

export const backup = defineCommand({
  name: 'backup',
  summary: 'Back up the database to a file.',
  details:
    'Writes a consistent copy of every table: servers, policies, takedowns, denied namespaces, changed descriptions of clients, GitHub accounts, proven packages and the audit log. The registry keeps running; if it uses an embedded database, the backup is requested from it. The file is written completely or not at all, and compressed if its name ends in .gz. Keep it private, and keep the signing key with it: the file signing-key of the data folder, or MCP_REGISTRY_JWT_PRIVATE_KEY.',
  arguments: { file: { about: 'the file, or - for standard output' } },
  options,
  examples: [
    { command: 'mcp-registry backup registry.backup.gz', about: 'Back up the registry of this machine' },
    {
      command: 'mcp-registry backup registry.backup.gz --database-url postgres://registry@db.internal/registry',
      about: 'Back up a PostgreSQL database',
    },
  ],
  async run(context, { file }, options) {
    const store = await openIdleStore(context, options)
    const made = store === undefined ? await download(context, file, options) : await writeAll(context, file, store)
    if (file !== '-') {
      const rows = made.rows === undefined ? '' : ` (${toCount(made.rows)} rows)`
      context.output.result({ file, ...made }, `Wrote a backup as of change ${toCount(made.change)} to ${file}${rows}.`)
    }
    return 'done'
  },
})

/** Opens the database; undefined if a running registry is using the embedded one. */
async function openIdleStore(context: Context, options: BackupOptions): Promise<Store | undefined> {
  // With --registry, the registry creates the backup.
  if (options.registry !== undefined) return undefined
  const config = await requireConfig(context, options)
  const { database } = config
  // Opening a missing database would create it.
  if (database.kind === 'embedded' && !(await isFolder(join(database.dataDir, 'postgres'))))
    throw new CommandError(
      `There is no database in the data folder ${database.dataDir}. Name another one with --data-dir, or a PostgreSQL database with --database-url.`,
    )
  const { FolderInUseError, openStore } = await import('@mcp-registry/server')
  try {
    return await openStore(database, { noStatementTimeout: true, notify: (message) => context.output.say(message) })
  } catch (error) {
    if (error instanceof FolderInUseError) return undefined
    throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

async function writeAll({ output, signal }: Context, file: string, store: Store): Promise<Made> {
  const { systemClock, writeBackup } = await import('@mcp-registry/server')
  try {
    using progress = output.progress('Backing up')
    const onProgress = (count: number) => progress.update(count, undefined, `${toCount(count)} rows`)
    const write = (lines: AsyncIterable<string>) => writeResult(output, file, lines)
    const { epoch, number, rows } = await writeBackup({ store, clock: systemClock }, write, { signal, onProgress })
    return { epoch, change: number, rows: Object.values(rows).reduce((sum, count) => sum + count, 0) }
  } finally {
    await store.close()
  }
}

async function download(context: Context, file: string, options: BackupOptions): Promise<Made> {
  const administration = await openAdministration(context, options)
  context.output.say(`Asking ${administration.url} for the backup.`)
  const response = await administration.download('POST', '/backup')
  const { openBody, SourceError } = await import('@mcp-registry/server')
  using progress = context.output.progress('Backing up')
  const total = Number(response.headers.get('content-length')) || undefined
  let received = 0
  const content = openBody(response, (bytes) => {
    received += bytes
    progress.update(received, total, `${toCount(Math.ceil(received / 1000))} kB`)
  })
  try {
    await writeResult(context.output, file, content)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    throw new CommandError(`The backup of ${administration.url} was cut off. Run the command again.`, { cause: error })
  }
  return {
    epoch: response.headers.get('x-registry-epoch') ?? undefined,
    change: Number(response.headers.get('x-registry-change')),
  }
}
