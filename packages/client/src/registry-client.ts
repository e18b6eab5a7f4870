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
import type { FoundServers, SearchServersOptions, SearchServersQuery } from './search-servers.js'
import type { ApiAnswer, ApiRequest, CallOptions, TransportOptions } from './transport.js'

export type RegistryClientOptions = TransportOptions

export interface ListServersQuery {
  readonly cursor?: string
  /** 1 to 100; the registry's default is 30. */
  readonly limit?: number
  readonly search?: string
  /** RFC 3339; strictly later changes are listed, deleted versions among them. */
  readonly updatedSince?: string
  /** `latest`, or an exact version. */
  readonly version?: string
  readonly includeDeleted?: boolean
}

export interface IncludeDeleted {
  readonly includeDeleted?: boolean
}

/** A proof that one holds the key of a domain. The signature is over the timestamp (RFC 3339), in hex. */
export interface DomainProof {
  readonly domain: string
  readonly timestamp: string
  readonly signed_timestamp: string
}

export interface Health {
  readonly status: string
  readonly github_client_id?: string
}

export interface BuildVersion {
  readonly version: string
  readonly git_commit?: string
  readonly build_time?: string
}

/** Every operation of a registry under its operation id. Every method rejects with a `RegistryClientError`; with a `TypeError` for a name or version that can be no part of a path. */
export interface RegistryClient {
  /** One page, in byte order of name and version. */
  listServers(query?: ListServersQuery, options?: CallOptions): Promise<ServerList>
  /** Every version of a server, the newest publication first. */
  listServerVersions(name: string, query?: IncludeDeleted, options?: CallOptions): Promise<ServerList>
  /** One version, or `latest`. */
  getServerVersion(name: string, version?: string, query?: IncludeDeleted, options?: CallOptions): Promise<ServerResponse>
  /** Publishes a document. A text is sent as it is, byte for byte. Needs a token. */
  publishServer(document: string | ServerJson, options?: CallOptions): Promise<ServerResponse>
  /** Every issue of a document; changes nothing and needs no token. */
  validateServer(document: string | object, options?: CallOptions): Promise<ValidationResult>
  /** Replaces the document of a published version. Needs a token that may edit. */
  editServer(
    name: string,
    version: string,
    document: string | ServerJson,
    query?: { readonly status?: Status },
    options?: CallOptions,
  ): Promise<ServerResponse>
  updateServerStatus(name: string, version: string, update: StatusUpdate, options?: CallOptions): Promise<ServerResponse>
  /** All versions of a server or none. */
  updateAllServerStatuses(name: string, update: StatusUpdate, options?: CallOptions): Promise<AllVersionsStatusResponse>
  /** Marks a version as deleted. Not every registry offers it. */
  deleteServer(name: string, version: string, options?: CallOptions): Promise<ServerResponse | undefined>

  exchangeGithubAccessToken(githubToken: string, options?: CallOptions): Promise<TokenResponse>
  exchangeGithubOidcToken(oidcToken: string, options?: CallOptions): Promise<TokenResponse>
  exchangeOidcToken(oidcToken: string, options?: CallOptions): Promise<TokenResponse>
  exchangeDnsProof(proof: DomainProof, options?: CallOptions): Promise<TokenResponse>
  exchangeHttpProof(proof: DomainProof, options?: CallOptions): Promise<TokenResponse>
  createAnonymousToken(options?: CallOptions): Promise<TokenResponse>

  getHealth(options?: CallOptions): Promise<Health>
  ping(options?: CallOptions): Promise<{ readonly pong: boolean }>
  getVersion(options?: CallOptions): Promise<BuildVersion>

  /**
   * The servers whose latest version has the words, best first where the registry ranks them. Where it does not, the search of its list; the
   * filters then reject as not found.
   */
  searchServers(query: SearchServersQuery, options?: SearchServersOptions): Promise<FoundServers>
  /** Any other call, such as one of an extension; the path is below the version of the API. */
  request(request: ApiRequest, options?: CallOptions): Promise<ApiAnswer>

  /** Page after page of {@link listServers}, until there is none left. */
  pages(query?: ListServersQuery, options?: CallOptions): AsyncGenerator<ServerList, void, undefined>
  /** Entry after entry of {@link listServers}, until there is none left. */
  servers(query?: ListServersQuery, options?: CallOptions): AsyncGenerator<ServerResponse, void, undefined>
  /**
   * What changed since a state: batches of entries to insert or replace, deleted ones with that status, each with the state to keep
   * once the batch is stored. Without a state, everything. Ends when caught up; call it again with the last state to go on.
   * With `follow` it does not end: it waits for changes, and rejects with the code `aborted` once the signal does.
   */
  changes(state?: ChangeState, options?: ChangesOptions): AsyncGenerator<ChangeBatch, void, undefined>
}
