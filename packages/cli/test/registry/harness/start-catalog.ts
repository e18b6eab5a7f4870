import type { OfficialMeta, ServerJson } from '@mcp-registry/contract'
import { startFakeServer } from '@mcp-registry/testkit/fake-server'

type Status = Pick<OfficialMeta, 'status' | 'statusMessage'>

/** A registry on loopback whose content a test changes: documents are added, get a status, and disappear. */
export async function startCatalog(...documents: readonly ServerJson[]) {
  const entries: { readonly server: ServerJson; status: Status }[] = documents.map((server) => ({
    server,
    status: { status: 'active' },
  }))
  const toEntry = ({ server, status }: (typeof entries)[number], index: number) => ({
    server,
    _meta: {
      'io.modelcontextprotocol.registry/official': {
        ...status,
        publishedAt: `2026-01-01T00:00:0${index}.000Z`,
        updatedAt: `2026-01-01T00:00:0${index}.000Z`,
        isLatest: findLatest(server.name) === server,
      },
    },
  })
  const findLatest = (name: string) => {
    const own = entries.filter(({ server }) => server.name === name)
    return (own.findLast(({ status }) => status.status !== 'deleted') ?? own.at(-1))?.server
  }
  const registry = await startFakeServer(({ path }) => {
    const url = new URL(path, 'http://registry')
    const [, , , name, , version] = url.pathname.split('/').map(decodeURIComponent)
    if (!url.pathname.includes('/servers')) return undefined
    const search = url.searchParams.get('search')?.toLowerCase() ?? ''
    const all = entries.map(toEntry)
    if (name === undefined) {
      const servers = all.filter(({ server }) => findLatest(server.name) === server && server.name.toLowerCase().includes(search))
      return { body: { servers, metadata: { count: servers.length } } }
    }
    const isWanted =
      version === 'latest'
        ? (server: ServerJson) => findLatest(name) === server
        : (server: ServerJson) => server.version === version
    const index = entries.findIndex(({ server }) => server.name === name && isWanted(server))
    const isHidden = entries[index]?.status.status === 'deleted' && url.searchParams.get('include_deleted') !== 'true'
    return index === -1 || isHidden ? undefined : { body: all[index] }
  })
  return {
    url: registry.url,
    requests: registry.requests,
    add: (server: ServerJson) => void entries.push({ server, status: { status: 'active' } }),
    setStatus(name: string, version: string, status: Status) {
      for (const entry of entries) if (entry.server.name === name && entry.server.version === version) entry.status = status
    },
    remove: (name: string) => void entries.splice(0, entries.length, ...entries.filter(({ server }) => server.name !== name)),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}
