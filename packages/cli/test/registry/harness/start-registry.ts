import type { OfficialMeta, ServerJson } from '@mcp-registry/contract'
import { startFakeServer } from '@mcp-registry/testkit/fake-server'

const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'

/** A document with what a test says of it. */
export function toServer(fields: Partial<ServerJson> = {}): ServerJson {
  return { $schema: SCHEMA, name: 'com.example/tides', description: 'Tides of any coast.', version: '1.0.0', ...fields }
}

/** A registry on loopback with these documents; the last one of a name is its latest. Pages as the protocol does. */
export async function startRegistry(...documents: readonly ServerJson[]) {
  return startRegistryWith({ status: 'active' }, ...documents)
}

/** The same with a status of every version; deleted ones have to be asked for. */
export async function startRegistryWith(
  status: Pick<OfficialMeta, 'status' | 'statusMessage'>,
  ...documents: readonly ServerJson[]
) {
  const entries = documents.map((server, index) => ({
    server,
    _meta: {
      'io.modelcontextprotocol.registry/official': {
        ...status,
        publishedAt: `2026-01-0${index + 1}T00:00:00.000Z`,
        updatedAt: `2026-01-0${index + 1}T00:00:00.000Z`,
        isLatest: documents.findLastIndex(({ name }) => name === server.name) === index,
      },
    },
  }))
  return startFakeServer(({ path }) => {
    const url = new URL(path, 'http://registry')
    const [, , , name, , version] = url.pathname.split('/').map(decodeURIComponent)
    if (name === undefined) {
      const search = url.searchParams.get('search')?.toLowerCase() ?? ''
      const found = entries.filter(({ server, _meta }) => {
        const isLatest = Object.values(_meta).some((official) => official.isLatest)
        return isLatest && `${server.name} ${server.description}`.toLowerCase().includes(search)
      })
      const start = Number(url.searchParams.get('cursor') ?? 0)
      const end = start + Number(url.searchParams.get('limit') ?? 30)
      const servers = found.slice(start, end)
      return { body: { servers, metadata: { count: servers.length, ...(end < found.length && { nextCursor: String(end) }) } } }
    }
    const isListed = status.status !== 'deleted' || url.searchParams.get('include_deleted') === 'true'
    const versions = entries.filter(({ server }) => isListed && server.name === name)
    if (versions.length === 0) return undefined
    if (version === undefined) return { body: { servers: versions.toReversed(), metadata: { count: versions.length } } }
    const entry = version === 'latest' ? versions.at(-1) : versions.find(({ server }) => server.version === version)
    return entry && { body: entry }
  })
}
