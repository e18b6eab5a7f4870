import type { ClientChange, ClientJson, OwnerChange, ServerOwners, TokenResponse, ValidationResult } from '@mcp-registry/contract'
import { DEFAULT_EXTENSION_NAMESPACE, type ExtensionOptions } from './extension-options.js'
import { path } from './path.js'
import { readAllVersions, readClientList, readRecord, readServerList, readServerResponse } from './read-answer.js'
import type {
  BuildVersion,
  Health,
  IncludeDeleted,
  ListServersQuery,
  RegistryClient,
  RegistryClientOptions,
} from './registry-client.js'
import { sleep } from './retry.js'
import { openTransport } from './transport.js'
import type { ApiRequest, CallOptions } from './transport-options.js'
import { searchServers } from './search-servers.js'
import { walkChanges } from './walk-changes.js'
import { walkEntries, walkPages } from './walk-pages.js'

/**
 * Creates a client for any registry that implements the MCP registry protocol. It holds no connections and need not be closed. Throws a
 * `TypeError` if the base URL is not an http or https URL.
 *
 * @example
 * ```ts
 * import { createRegistryClient } from '@mcp-registry/client'
 *
 * const registry = createRegistryClient({ baseUrl: 'https://registry.example.com' })
 * for await (const { server } of registry.servers({ search: 'weather', version: 'latest' })) {
 *   console.log(server.name, server.version)
 * }
 * ```
 */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const transport = openTransport(options)
  const clock = { now: options.now ?? Date.now, sleep: (options.retry === false ? undefined : options.retry?.sleep) ?? sleep }
  const send = async (request: ApiRequest, call: CallOptions | undefined) => (await transport.send(request, call)).body
  const get = (at: string, query: ApiRequest['query'], call: CallOptions | undefined) =>
    send({ method: 'GET', path: at, isIdempotent: true, ...(query !== undefined && { query }) }, call)
  const exchange = async (at: string, proof: object | undefined, call: CallOptions | undefined) => {
    const body = proof === undefined ? {} : { body: JSON.stringify(proof) }
    const answer = await send({ method: 'POST', path: at, isIdempotent: false, ...body }, call)
    return readRecord<TokenResponse>(answer, 'a token', 'registry_token')
  }
  const changeOwner = async (
    method: 'PUT' | 'DELETE',
    name: string,
    namespace: string,
    { extensionNamespace, ...call }: ExtensionOptions = {},
  ) => {
    const at = toOwnersPath(name, extensionNamespace) + path`/${namespace}`
    return readRecord<OwnerChange>(await send({ method, path: at, isIdempotent: true }, call), 'a change of owners', 'changed')
  }
  const listServers: RegistryClient['listServers'] = async (query = {}, call) =>
    readServerList(await get('/servers', toListQuery(query), call))

  const pages: RegistryClient['pages'] = (query = {}, call) =>
    walkPages(async (cursor) => {
      const page = await listServers(withCursor(query, cursor), call)
      return { page, nextCursor: page.metadata.nextCursor }
    }, query.cursor)

  return {
    listServers,
    async listServerVersions(name, query = {}, call) {
      return readServerList(await get(path`/servers/${name}/versions`, toDeletedQuery(query), call))
    },
    async getServerVersion(name, version = 'latest', query = {}, call) {
      return readServerResponse(await get(path`/servers/${name}/versions/${version}`, toDeletedQuery(query), call))
    },
    async publishServer(document, call) {
      return readServerResponse(
        await send({ method: 'POST', path: '/publish', body: toBody(document), isIdempotent: false }, call),
      )
    },
    async validateServer(document, call) {
      const answer = await send({ method: 'POST', path: '/validate', body: toBody(document), isIdempotent: true }, call)
      const { valid, issues } = readRecord<ValidationResult>(answer, 'a validation result', 'valid')
      return { valid, issues: Array.isArray(issues) ? issues : [] }
    },
    async editServer(name, version, document, query = {}, call) {
      return readServerResponse(
        await send(
          {
            method: 'PUT',
            path: path`/servers/${name}/versions/${version}`,
            query: { status: query.status },
            body: toBody(document),
            isIdempotent: true,
          },
          call,
        ),
      )
    },
    async updateServerStatus(name, version, update, call) {
      const at = path`/servers/${name}/versions/${version}/status`
      return readServerResponse(await send({ method: 'PATCH', path: at, body: toBody(update), isIdempotent: false }, call))
    },
    async updateAllServerStatuses(name, update, call) {
      const at = path`/servers/${name}/status`
      return readAllVersions(await send({ method: 'PATCH', path: at, body: toBody(update), isIdempotent: false }, call))
    },
    async deleteServer(name, version, call) {
      const answer = await send({ method: 'DELETE', path: path`/servers/${name}/versions/${version}`, isIdempotent: true }, call)
      return answer === undefined ? undefined : readServerResponse(answer)
    },
    async listServerOwners(name, { extensionNamespace, ...call } = {}) {
      const answer = await get(toOwnersPath(name, extensionNamespace), undefined, call)
      const { namespace, owners } = readRecord<ServerOwners>(answer, 'the owners of a server', 'namespace', 'owners')
      return { name, namespace, owners: Array.isArray(owners) ? owners.filter((owner) => typeof owner === 'string') : [] }
    },
    addServerOwner: (name, namespace, extensionOptions) => changeOwner('PUT', name, namespace, extensionOptions),
    removeServerOwner: (name, namespace, extensionOptions) => changeOwner('DELETE', name, namespace, extensionOptions),
    async listClients(query = {}, { extensionNamespace, ...call } = {}) {
      return readClientList(await get(toClientsPath(extensionNamespace), { ...query }, call))
    },
    async getClient(id, { extensionNamespace, ...call } = {}) {
      const answer = await get(toClientPath(id, extensionNamespace), undefined, call)
      return readRecord<ClientJson>(answer, 'a client', 'id', 'features')
    },
    async putClient(id, document, { extensionNamespace, ...call } = {}) {
      const at = toClientPath(id, extensionNamespace)
      const answer = await send({ method: 'PUT', path: at, body: toBody(document), isIdempotent: true }, call)
      return readRecord<ClientChange>(answer, 'a change of a client', 'id', 'origin')
    },
    async deleteClient(id, { extensionNamespace, reset, ...call } = {}) {
      const at = toClientPath(id, extensionNamespace)
      const query = { reset: reset?.toString() }
      const answer = await send({ method: 'DELETE', path: at, query, isIdempotent: true }, call)
      return readRecord<ClientChange>(answer, 'a change of a client', 'id', 'origin')
    },
    exchangeGithubAccessToken: (token, call) => exchange('/auth/github-at', { github_token: token }, call),
    exchangeGithubOidcToken: (token, call) => exchange('/auth/github-oidc', { oidc_token: token }, call),
    exchangeOidcToken: (token, call) => exchange('/auth/oidc', { oidc_token: token }, call),
    exchangeDnsProof: (proof, call) => exchange('/auth/dns', proof, call),
    exchangeHttpProof: (proof, call) => exchange('/auth/http', proof, call),
    createAnonymousToken: (call) => exchange('/auth/none', undefined, call),
    async getHealth(call) {
      return readRecord<Health>(await get('/health', undefined, call), 'its health', 'status')
    },
    async ping(call) {
      return readRecord<{ pong: boolean }>(await get('/ping', undefined, call), 'a pong', 'pong')
    },
    async getVersion(call) {
      return readRecord<BuildVersion>(await get('/version', undefined, call), 'its version', 'version')
    },
    searchServers: (query, searchOptions = {}) => searchServers(transport, listServers, query, searchOptions),
    request: (request, call) => transport.send(request, call),
    requestRaw: (request, read, call) => transport.sendRaw(request, read, call),
    pages,
    rawPages(query, readPage, call) {
      const fetchPage = (cursor: string | undefined) =>
        transport.sendRaw(
          { method: 'GET', path: '/servers', query: toListQuery(withCursor(query, cursor)), isIdempotent: true },
          readPage,
          call,
        )
      return walkPages(fetchPage, query.cursor)
    },
    servers: (query, call) => walkEntries(pages(query, call)),
    changes: (state, changesOptions = {}) => walkChanges(transport, clock, state, changesOptions),
  }
}

function toOwnersPath(name: string, extensionNamespace = DEFAULT_EXTENSION_NAMESPACE): string {
  return path`/x/${extensionNamespace}/owners/${name}`
}

function toClientsPath(extensionNamespace = DEFAULT_EXTENSION_NAMESPACE): string {
  return path`/x/${extensionNamespace}/clients`
}

function toClientPath(id: string, extensionNamespace: string | undefined): string {
  return toClientsPath(extensionNamespace) + path`/${id}`
}

/** Every request repeats the filters, since some registries do not encode them in the cursor. */
function withCursor(query: ListServersQuery, cursor: string | undefined): ListServersQuery {
  return { ...query, ...(cursor !== undefined && { cursor }) }
}

function toListQuery(query: ListServersQuery): NonNullable<ApiRequest['query']> {
  return {
    cursor: query.cursor,
    limit: query.limit?.toString(),
    search: query.search,
    updated_since: query.updatedSince,
    version: query.version,
    include_deleted: query.includeDeleted?.toString(),
  }
}

function toDeletedQuery(query: IncludeDeleted): ApiRequest['query'] {
  return { include_deleted: query.includeDeleted?.toString() }
}

function toBody(document: string | object): string {
  return typeof document === 'string' ? document : JSON.stringify(document)
}
