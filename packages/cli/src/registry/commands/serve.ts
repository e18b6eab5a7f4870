import cluster from 'node:cluster'
import { hasCode } from '@mcp-registry/contract'
import type { Config, Services } from '@mcp-registry/server'
import { CommandError, type Context, defineCommand, UsageError, toSafeLine } from '@mcp-registry/publisher/command-line'
import { importWithProgress } from '../import-with-progress.js'
import { requireConfig, storageOptions } from '../settings.js'
import { toSummaryText } from '../summary-text.js'
import { toWelcome } from '../welcome.js'

export const serve = defineCommand({
  name: 'serve',
  summary: 'Run the registry.',
  details: 'Without PostgreSQL, data is stored in ./data. Settings are read from the environment; see docs/operating.md.',
  options: {
    ...storageOptions,
    port: {
      kind: 'text',
      placeholder: 'number',
      short: 'p',
      about: 'the port, on all interfaces (MCP_REGISTRY_SERVER_ADDRESS; default: 8080)',
    },
    address: { kind: 'text', placeholder: 'host:port', about: 'interface and port (MCP_REGISTRY_SERVER_ADDRESS)' },
    seedFrom: {
      kind: 'text',
      placeholder: 'source',
      about: 'the source to import at startup (MCP_REGISTRY_SEED_FROM); see "import --help"',
    },
  },
  examples: [
    { command: 'mcp-registry serve', about: 'Serve at http://localhost:8080' },
    { command: 'mcp-registry serve --port 9000 --data-dir /var/lib/mcp-registry', about: 'Use another port and directory' },
    {
      command: 'mcp-registry serve --address 127.0.0.1:8080 --seed-from servers.json',
      about: 'Serve an imported file on this machine only',
    },
  ],
  async run(context, _args, options) {
    const { output, signal } = context
    const config = await requireConfig(context, { ...options, address: toAddress(options) })
    const seedFrom = options.seedFrom ?? config.seedFrom
    const { runServer } = await import('@mcp-registry/server')
    let opened: Services | undefined
    let example: string | undefined
    let seeding: Promise<void> | undefined
    try {
      await runServer(config, {
        signal,
        async onOpened(services) {
          opened = services
          // A local file is imported before listening, so that the first response includes it. A download must not delay the start.
          if (seedFrom !== undefined && !isUrl(seedFrom)) await seed(context, services, seedFrom)
          example = await findExample(services)
        },
        onListening(url) {
          output.say(toWelcome({ url, config, example, paint: output.paint.stderr }))
          if (opened && seedFrom !== undefined && isUrl(seedFrom)) seeding = seedMeanwhile(context, opened, seedFrom)
        },
      })
    } catch (error) {
      if (!signal.aborted) throw explainListening(error, config)
    } finally {
      await seeding
    }
    // In a cluster, only the primary process prints this.
    if (!cluster.isWorker) output.say('Stopped.')
    return 'done'
  },
})

function toAddress({ port, address }: { port: string | undefined; address: string | undefined }): string | undefined {
  if (port === undefined || address === undefined) return address ?? (port === undefined ? undefined : `:${port}`)
  throw new UsageError('--port and --address exclude each other: an address has a port, such as 127.0.0.1:8080.')
}

function isUrl(source: string): boolean {
  return /^https?:/i.test(source)
}

async function seed(context: Context, services: Services, source: string): Promise<void> {
  const summary = await importWithProgress(context, services, source)
  context.output.say(toSummaryText(summary, context.output.paint.stderr))
}

async function seedMeanwhile(context: Context, services: Services, source: string): Promise<void> {
  try {
    await seed(context, services, source)
  } catch (error) {
    if (!context.signal.aborted) context.output.warn(`The import from ${source} failed: ${toSafeLine(String(error))}`)
  }
}

/** The name of any server, for the example commands. */
async function findExample(services: Services): Promise<string | undefined> {
  const { listServers } = await import('@mcp-registry/server')
  const { body } = await listServers(services, { limit: 1, version: 'latest' })
  const page = JSON.parse(String(body)) as {
    servers: { server: { name: string } }[]
  }
  return page.servers[0]?.server.name
}

function explainListening(error: unknown, { listen: { address } }: Config): unknown {
  if (hasCode(error, 'EADDRINUSE')) {
    const { port } = address
    return new CommandError(
      `Port ${port} is in use by another program. Stop that one, or take another port: mcp-registry serve --port ${port + 1}, ` +
        `or MCP_REGISTRY_SERVER_ADDRESS=:${port + 1}.`,
    )
  }
  if (hasCode(error, 'EACCES') && address.port < 1024)
    return new CommandError(`Port ${address.port} is for the system administrator. Take one above 1023, such as --port 8080.`)
  return error
}
