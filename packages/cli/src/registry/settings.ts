import type { Config } from '@mcp-registry/server'
import { findOpenFileLimit } from '@mcp-registry/server/find-open-file-limit'
import { CommandError, type Context, UsageError } from '@mcp-registry/publisher/command-line'

/** Options of every command that opens the database. Each overrides an environment variable. */
export const storageOptions = {
  dataDir: {
    kind: 'text',
    placeholder: 'folder',
    about: 'the directory of the embedded database (MCP_REGISTRY_DATA_DIR; default: ./data)',
  },
  databaseUrl: {
    kind: 'text',
    placeholder: 'url',
    about: 'the PostgreSQL database, instead of an embedded one (MCP_REGISTRY_DATABASE_URL)',
  },
} as const

/** The configuration: the environment, overridden by options. Invalid values are usage errors. */
export async function requireConfig(
  { env }: Pick<Context, 'env'>,
  overrides: {
    readonly dataDir?: string | undefined
    readonly databaseUrl?: string | undefined
    readonly address?: string | undefined
  },
): Promise<Config> {
  requireOpenFiles()
  const { readConfig } = await import('@mcp-registry/server')
  const result = readConfig({
    ...env,
    // --data-dir selects the embedded database even if the environment has a URL.
    ...(overrides.dataDir !== undefined && { MCP_REGISTRY_DATA_DIR: overrides.dataDir, MCP_REGISTRY_DATABASE_URL: undefined }),
    ...(overrides.databaseUrl !== undefined && { MCP_REGISTRY_DATABASE_URL: overrides.databaseUrl }),
    ...(overrides.address !== undefined && { MCP_REGISTRY_SERVER_ADDRESS: overrides.address }),
  })
  if (result.ok) return result.value
  throw new UsageError(`The configuration is not valid.\n${result.errors.map((error) => `  ${error}`).join('\n')}`)
}

// Node opens nearly 400 modules of the server concurrently, and reports misleading errors if one cannot be opened.
const MIN_OPEN_FILES = 512

function requireOpenFiles(): void {
  const limit = findOpenFileLimit()
  if (limit === undefined || limit >= MIN_OPEN_FILES) return
  throw new CommandError(
    `This process may open ${limit} files. The registry requires at least ${MIN_OPEN_FILES}, and one more for each connection. Raise the ` +
      'limit: "ulimit -n 65536" in a shell, LimitNOFILE=65536 in a systemd unit, --ulimit nofile=65536 for a container.',
  )
}
