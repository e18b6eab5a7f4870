import type {
  AllVersionsStatusResponse,
  ClientChange,
  ClientJson,
  ClientList,
  ClientsQuery,
  OwnerChange,
  ServerJson,
  ServerList,
  ServerOwners,
  ServerResponse,
  Status,
  StatusUpdate,
  TokenResponse,
  ValidationResult,
} from '@mcp-registry/contract'
import type { ChangeBatch, ChangesOptions, ChangeState } from './change-state.js'
import type { ExtensionOptions } from './extension-options.js'
import type { ReadResponse } from './fetch-response.js'
import type { FoundServers, SearchServersOptions, SearchServersQuery } from './search-servers.js'
import type { ApiAnswer, ApiRequest, CallOptions, TransportOptions } from './transport-options.js'
import type { PageWithCursor } from './walk-pages.js'

/** Options of {@link createRegistryClient}. */
export type RegistryClientOptions = TransportOptions

/** The filters and the position of a page of the list. Source: docs/openapi.json, `listServers`. */
export interface ListServersQuery {
  /** The `nextCursor` of the previous page. */
  readonly cursor?: string
  /** Entries per page, 1 to 100. The registry defaults to 30. */
  readonly limit?: number
  /** Text that the server name must contain; registries may also search other fields. */
  readonly search?: string
  /** RFC 3339. Lists versions that changed strictly after this time, including deleted ones. */
  readonly updatedSince?: string
  /** `latest`, or an exact version. */
  readonly version?: string
  /** Whether to list deleted versions. Default: false. */
  readonly includeDeleted?: boolean
}

/** Whether a read includes deleted versions. */
export interface IncludeDeleted {
  /** Default: false. */
  readonly includeDeleted?: boolean
}

/** A proof of possession of a domain key, as sent to the registry. */
export interface DomainProof {
  readonly domain: string
  /** RFC 3339. */
  readonly timestamp: string
  /** The signature of the timestamp, in hexadecimal. */
  readonly signed_timestamp: string
}

/** The health of a registry. */
export interface Health {
  /** `ok`, or a short description of the failure. */
  readonly status: string
  /** The GitHub OAuth client ID for login, if the registry has one. */
  readonly github_client_id?: string
}

/** The build of a registry. */
export interface BuildVersion {
  readonly version: string
  readonly git_commit?: string
  /** RFC 3339. */
  readonly build_time?: string
}

/**
 * The operations of a registry, named by their operation IDs. Every method rejects with a {@link RegistryClientError}, or with a
 * `TypeError` for a name or version that cannot be a path segment. The last argument holds options of the call.
 */
export interface RegistryClient {
  /** One page of the list, in byte order of name and version. */
  listServers(query?: ListServersQuery, options?: CallOptions): Promise<ServerList>
  /** All versions of a server, most recently published first. Rejects with status 404 if the server does not exist. */
  listServerVersions(name: string, query?: IncludeDeleted, options?: CallOptions): Promise<ServerList>
  /** One version, by default `latest`. Rejects with status 404 if the version does not exist. */
  getServerVersion(name: string, version?: string, query?: IncludeDeleted, options?: CallOptions): Promise<ServerResponse>
  /**
   * Publishes a document. A string is sent byte for byte. Requires a token. Publishing the same document again returns the same entry.
   * Rejects with `version-exists` if the version is already published with different content.
   */
  publishServer(document: string | ServerJson, options?: CallOptions): Promise<ServerResponse>
  /** All issues of a document. Publishes nothing and requires no token. */
  validateServer(document: string | object, options?: CallOptions): Promise<ValidationResult>
  /** Replaces the document of a published version, and optionally its status. Requires a token with edit permission. */
  editServer(
    name: string,
    version: string,
    document: string | ServerJson,
    query?: { readonly status?: Status },
    options?: CallOptions,
  ): Promise<ServerResponse>
  /** Sets the status of a version. Without a message, the current one is removed. Requires a token. */
  updateServerStatus(name: string, version: string, update: StatusUpdate, options?: CallOptions): Promise<ServerResponse>
  /** Sets the status of all versions of a server atomically. Requires a token. */
  updateAllServerStatuses(name: string, update: StatusUpdate, options?: CallOptions): Promise<AllVersionsStatusResponse>
  /** Sets the status of a version to `deleted`. Undefined if the registry returns no entry. Not every registry supports it. Requires a token. */
  deleteServer(name: string, version: string, options?: CallOptions): Promise<ServerResponse | undefined>

  /** The owners of a server. Requires a token of one of them. Rejects with status 404 if the registry does not support owners. */
  listServerOwners(name: string, options?: ExtensionOptions): Promise<ServerOwners>
  /** Lets everyone who may publish in the namespace publish this server. Requires a token for the namespace of the server. */
  addServerOwner(name: string, namespace: string, options?: ExtensionOptions): Promise<OwnerChange>
  /** Removes an added owner. Requires a token for the namespace of the server, or for the one to remove. */
  removeServerOwner(name: string, namespace: string, options?: ExtensionOptions): Promise<OwnerChange>

  /** The list of MCP clients that match all filters. Rejects with status 404 if the registry has no such list. */
  listClients(query?: ClientsQuery, options?: ExtensionOptions): Promise<ClientList>
  /** The description of an MCP client, by its id, such as `com.microsoft/vscode`. */
  getClient(id: string, options?: ExtensionOptions): Promise<ClientJson>
  /** Sets the description of an MCP client. A string is sent byte for byte. Requires the token of an administrator. */
  putClient(id: string, document: string | ClientJson, options?: ExtensionOptions): Promise<ClientChange>
  /**
   * Removes an MCP client from the list, or, with `reset`, the change that an administrator made to it. Requires the token of an
   * administrator.
   */
  deleteClient(id: string, options?: ExtensionOptions & { readonly reset?: boolean }): Promise<ClientChange>

  /** Exchanges a GitHub access token for a registry token. */
  exchangeGithubAccessToken(githubToken: string, options?: CallOptions): Promise<TokenResponse>
  /** Exchanges the ID token of a GitHub Actions workflow for a registry token. */
  exchangeGithubOidcToken(oidcToken: string, options?: CallOptions): Promise<TokenResponse>
  /** Exchanges the ID token of an OpenID Connect issuer that the registry trusts for a registry token. */
  exchangeOidcToken(oidcToken: string, options?: CallOptions): Promise<TokenResponse>
  /** Exchanges a proof by the key in a DNS record of the domain for a registry token. */
  exchangeDnsProof(proof: DomainProof, options?: CallOptions): Promise<TokenResponse>
  /** Exchanges a proof by the key at the well-known URL of the domain for a registry token. */
  exchangeHttpProof(proof: DomainProof, options?: CallOptions): Promise<TokenResponse>
  /** Creates a token without a proof. Supported only by development registries. */
  createAnonymousToken(options?: CallOptions): Promise<TokenResponse>

  /** The health of the registry. */
  getHealth(options?: CallOptions): Promise<Health>
  /** Checks that the registry responds. */
  ping(options?: CallOptions): Promise<{ readonly pong: boolean }>
  /** The build of the registry. */
  getVersion(options?: CallOptions): Promise<BuildVersion>

  /**
   * Servers whose latest version matches, in order of relevance if the registry supports ranking (`isRanked`). Otherwise falls back to the
   * `search` parameter of the list, and rejects with status 404 if other filters are set.
   */
  searchServers(query: SearchServersQuery, options?: SearchServersOptions): Promise<FoundServers>
  /** Sends any other request, such as one of an extension. */
  request(request: ApiRequest, options?: CallOptions): Promise<ApiAnswer>
  /**
   * Sends any request and reads the response unparsed, as text or as a byte stream. `read` is called for a successful response as part of
   * the attempt, so that a response that breaks off is requested again. It may also return the response, to be read after the call without
   * retries. In both cases `timeoutMs` includes the body. ETags are not used.
   *
   * @example
   * ```ts
   * import { createRegistryClient, path } from '@mcp-registry/client'
   *
   * const registry = createRegistryClient({ baseUrl: 'https://registry.example.com' })
   * const at = path`/servers/${'com.example/weather'}/versions/${'latest'}`
   * const text = await registry.requestRaw({ method: 'GET', path: at, isIdempotent: true }, (response) => response.text())
   * ```
   */
  requestRaw<T>(request: ApiRequest, read: ReadResponse<T>, options?: CallOptions): Promise<T>

  /** All pages of {@link RegistryClient.listServers}, starting at `cursor`. */
  pages(query?: ListServersQuery, options?: CallOptions): AsyncGenerator<ServerList, void, undefined>
  /**
   * All pages of {@link RegistryClient.listServers}, each read unparsed by `readPage`, which returns its result and the cursor of the next
   * page. For programs that store the original bytes of a registry. Pages are retried as in {@link RegistryClient.requestRaw}.
   *
   * @example
   * ```ts
   * import { createRegistryClient } from '@mcp-registry/client'
   *
   * const registry = createRegistryClient({ baseUrl: 'https://registry.example.com' })
   * const pages = registry.rawPages({ limit: 100 }, async (response) => {
   *   const text = await response.text()
   *   const { metadata } = JSON.parse(text) as { metadata?: { nextCursor?: string } }
   *   return { page: text, nextCursor: metadata?.nextCursor }
   * })
   * for await (const text of pages) console.log(text.length)
   * ```
   */
  rawPages<T>(
    query: ListServersQuery,
    readPage: ReadResponse<PageWithCursor<T>>,
    options?: CallOptions,
  ): AsyncGenerator<T, void, undefined>
  /** The entries of all pages of {@link RegistryClient.listServers}. */
  servers(query?: ListServersQuery, options?: CallOptions): AsyncGenerator<ServerResponse, void, undefined>
  /**
   * The changes since a state, in batches: entries to insert or replace, including those with status `deleted`, and the state to store
   * after them. Without a state, returns all entries. Ends when there are no further changes; to continue, call it again with the last
   * state. With `follow` it waits for further changes until the signal aborts, and then rejects with the code `aborted`.
   */
  changes(state?: ChangeState, options?: ChangesOptions): AsyncGenerator<ChangeBatch, void, undefined>
}
