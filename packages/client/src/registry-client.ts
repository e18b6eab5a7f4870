import type {
  AllVersionsStatusResponse,
  ServerJson,
  ServerList,
  ServerResponse,
  Status,
  StatusUpdate,
  TokenResponse,
  ValidationResult,
} from '@mcp-registry/contract'
import type { ChangeBatch, ChangesOptions, ChangeState } from './change-state.js'
import type { ReadResponse } from './fetch-response.js'
import type { FoundServers, SearchServersOptions, SearchServersQuery } from './search-servers.js'
import type { ApiAnswer, ApiRequest, CallOptions, TransportOptions } from './transport-options.js'
import type { PageWithCursor } from './walk-pages.js'

/** Options of {@link createRegistryClient}. */
export type RegistryClientOptions = TransportOptions

/** The filters and the position of a page of the list. Source: docs/openapi.json, `listServers`. */
export interface ListServersQuery {
  /** The `nextCursor` of the page before. */
  readonly cursor?: string
  /** Entries per page, 1 to 100. The default of the registry is 30. */
  readonly limit?: number
  /** Text that the name of a server contains; registries may search other fields, too. */
  readonly search?: string
  /** RFC 3339. Lists versions that changed strictly later, including deleted ones. */
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

/** A proof of possession of the key of a domain, as it is sent. */
export interface DomainProof {
  readonly domain: string
  /** RFC 3339. */
  readonly timestamp: string
  /** The signature of the timestamp, in hexadecimal. */
  readonly signed_timestamp: string
}

/** The health of a registry. */
export interface Health {
  /** `ok`, or a word for what is wrong. */
  readonly status: string
  /** The GitHub OAuth client for logging in, if the registry has one. */
  readonly github_client_id?: string
}

/** The build that a registry runs. */
export interface BuildVersion {
  readonly version: string
  readonly git_commit?: string
  /** RFC 3339. */
  readonly build_time?: string
}

/**
 * The operations of a registry by their operation ids. Every method rejects with a {@link RegistryClientError}, or with a `TypeError` for a
 * name or version that cannot be a segment of a path. Options of a single call are the last argument.
 */
export interface RegistryClient {
  /** One page of the list, in byte order of name and version. */
  listServers(query?: ListServersQuery, options?: CallOptions): Promise<ServerList>
  /** All versions of a server, the last published first. Rejects with status 404 if there is no such server. */
  listServerVersions(name: string, query?: IncludeDeleted, options?: CallOptions): Promise<ServerList>
  /** One version, by default `latest`. Rejects with status 404 if there is no such version. */
  getServerVersion(name: string, version?: string, query?: IncludeDeleted, options?: CallOptions): Promise<ServerResponse>
  /**
   * Publishes a document. A string is sent byte for byte. Requires a token. Publishing the same document again returns the same entry;
   * the code is `version-exists` if the version is published with different content.
   */
  publishServer(document: string | ServerJson, options?: CallOptions): Promise<ServerResponse>
  /** All issues of a document. Publishes nothing and requires no token. */
  validateServer(document: string | object, options?: CallOptions): Promise<ValidationResult>
  /** Replaces the document of a published version, and optionally its status. Requires a token with the permission to edit. */
  editServer(
    name: string,
    version: string,
    document: string | ServerJson,
    query?: { readonly status?: Status },
    options?: CallOptions,
  ): Promise<ServerResponse>
  /** Sets the status of a version. Without a message, the current one is removed. Requires a token. */
  updateServerStatus(name: string, version: string, update: StatusUpdate, options?: CallOptions): Promise<ServerResponse>
  /** Sets the status of all versions of a server, or of none. Requires a token. */
  updateAllServerStatuses(name: string, update: StatusUpdate, options?: CallOptions): Promise<AllVersionsStatusResponse>
  /** Sets the status of a version to `deleted`. Undefined if the registry returns no entry. Not every registry supports it. Requires a token. */
  deleteServer(name: string, version: string, options?: CallOptions): Promise<ServerResponse | undefined>

  /** Exchanges a GitHub access token for a registry token. */
  exchangeGithubAccessToken(githubToken: string, options?: CallOptions): Promise<TokenResponse>
  /** Exchanges the ID token of a GitHub Actions workflow for a registry token. */
  exchangeGithubOidcToken(oidcToken: string, options?: CallOptions): Promise<TokenResponse>
  /** Exchanges the ID token of an OpenID Connect issuer that the registry trusts for a registry token. */
  exchangeOidcToken(oidcToken: string, options?: CallOptions): Promise<TokenResponse>
  /** Exchanges a proof by a key in a DNS record of the domain for a registry token. */
  exchangeDnsProof(proof: DomainProof, options?: CallOptions): Promise<TokenResponse>
  /** Exchanges a proof by a key at the well-known URL of the domain for a registry token. */
  exchangeHttpProof(proof: DomainProof, options?: CallOptions): Promise<TokenResponse>
  /** Creates a token without a proof. Only registries for development support it. */
  createAnonymousToken(options?: CallOptions): Promise<TokenResponse>

  /** The health of the registry. */
  getHealth(options?: CallOptions): Promise<Health>
  /** Whether the registry responds at all. */
  ping(options?: CallOptions): Promise<{ readonly pong: boolean }>
  /** The build that the registry runs. */
  getVersion(options?: CallOptions): Promise<BuildVersion>

  /**
   * Servers whose latest version matches, in order of relevance if the registry ranks (`isRanked`). Otherwise falls back to the `search`
   * of the list; the other filters then reject with status 404.
   */
  searchServers(query: SearchServersQuery, options?: SearchServersOptions): Promise<FoundServers>
  /** Any other call, such as one of an extension. */
  request(request: ApiRequest, options?: CallOptions): Promise<ApiAnswer>
  /**
   * Any call whose response is read unparsed, as text or as bytes while they arrive. `read` is called with a successful response within the
   * attempt, so that a response that breaks off is requested again. It may also return the response, to be read after the call without
   * retries. `timeoutMs` includes the body in either case. ETags are not used.
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

  /** All pages of {@link RegistryClient.listServers} from `cursor` on. */
  pages(query?: ListServersQuery, options?: CallOptions): AsyncGenerator<ServerList, void, undefined>
  /**
   * All pages of {@link RegistryClient.listServers}, each read unparsed by `readPage`, which returns the cursor of the next page with what
   * it made of the response. For programs that keep the bytes of a registry. Pages are retried as in {@link RegistryClient.requestRaw}.
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
   * The changes since a state, in batches: entries to insert or replace, deleted ones with that status, and the state to store after them.
   * Without a state, all entries. Ends when it has caught up; call it again with the last state. With `follow` it waits for further
   * changes until the signal aborts, and then rejects with the code `aborted`.
   */
  changes(state?: ChangeState, options?: ChangesOptions): AsyncGenerator<ChangeBatch, void, undefined>
}
