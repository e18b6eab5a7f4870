import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { ErrorCode, UncheckedJson } from '@mcp-registry/contract'
import type { Static, TObject, TSchema } from 'typebox'
import type { Attempt, AuditedAction } from '../audit/audit-log.js'
import type { Budget } from '../config/rate-limit-config.js'
import type { Publisher } from '../identity/publisher.js'
import type { Answer as CatalogAnswer, LargeAnswer } from '../cache/response-cache.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Who can call an operation: anyone, or the bearer of a registry token. The called function checks the permissions of the bearer. */
export type Access = 'public' | 'publisher'

export type Tag = 'servers' | 'publishing' | 'identity' | 'aggregators' | 'clients' | 'administration' | 'system'

/** The maximum size of a body that is not a document. The largest valid one is an ID token of 16 kB. */
export const MAX_VALUE_BYTES = 64 * 1024

/** One operation of the API. Its route, its OpenAPI entry and its tests are derived from it. */
export type Operation = CachedOperation | UncachedOperation

interface OperationBase {
  readonly method: Method
  /** Relative to the version prefix, with Fastify's `:parameters`. */
  readonly path: string
  readonly operationId: string
  readonly tag: Tag
  readonly summary: string
  readonly description?: string
  /** The rate limit against which requests count. Default: by method and path, see `toBudget`. */
  readonly budget?: (query: Readonly<Record<string, unknown>>) => Budget
  readonly params?: TObject
  readonly query?: TObject
  /** The schema of a JSON body of at most {@link MAX_VALUE_BYTES}, which is validated and passed as a value. */
  readonly body?: TSchema | undefined
  /** An example body for the API reference. Default for a `document`: the example of a server.json. */
  readonly bodyExample?: unknown
  /** The schema of a JSON body that is passed as the received text. It only documents the body and validates nothing. */
  readonly document?: TSchema | undefined
  readonly answer: Answer
  /** Descriptions of successful statuses other than 200. */
  readonly otherAnswers?: Readonly<Record<number, string>>
  /** Errors that the called function may throw. Errors implied by access, body and parameters are added automatically. */
  readonly errors: readonly ErrorCode[]
}

/**
 * A read whose response is cached in memory and sent to any client without routing. It is therefore public and unaudited, and its handler
 * receives only the parameters. They are the cache key, so the query must have a schema: unknown parameters would let clients create an
 * unlimited number of keys.
 */
export interface CachedOperation extends OperationBase {
  readonly kind: 'cached'
  readonly method: 'GET'
  readonly access: 'public'
  readonly query: TObject
  readonly body?: undefined
  readonly document?: undefined
  handle(request: CachedRequest): Promise<CatalogAnswer | LargeAnswer>
}

export interface CachedRequest<P = unknown, Q = unknown> {
  readonly params: P
  readonly query: Q
}

export interface UncachedOperation extends OperationBase {
  readonly kind: 'uncached'
  readonly access: Access
  /** The action under which an attempt is recorded in the audit log. */
  readonly audit?: AuditedAction
  /** Whether its response, which is JSON and the same for everyone, is sent with an ETag, and not sent to who has it already. */
  readonly isConditional?: true
  /**
   * Returns JSON text that is ready to send, a value, or a stream. An audited operation records its success with the attempt, in the
   * transaction of the change.
   */
  handle(request: OperationRequest, attempt?: Attempt): Promise<string | object>
}

/** A response whose body is streamed. */
export class StreamAnswer {
  readonly stream: Readable
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(stream: Readable, headers: Readonly<Record<string, string>>, status = 200) {
    this.stream = stream
    this.headers = headers
    this.status = status
  }
}

export interface Answer {
  readonly schema: TSchema
  /** The media type. Default: `application/json`. */
  readonly type?: string
  readonly description: string
  readonly example: unknown
}

export interface OperationRequest<P = unknown, Q = unknown, B = unknown, U = Publisher | undefined> {
  readonly params: P
  readonly query: Q
  readonly body: B
  /** The body of operations with a `document`. Empty for other operations. */
  readonly json: UncheckedJson
  readonly publisher: U
  readonly headers: IncomingHttpHeaders
  /** The underlying Node request, for headers such as `Range` that are parsed elsewhere. */
  readonly raw: IncomingMessage
  /** Aborted when the connection closes. */
  readonly signal: AbortSignal
  readonly requestId: string
  /** The IP address of the client. */
  readonly address: string
}

type StaticOf<S> = S extends TSchema ? Static<S> : undefined

type Defined<O extends Operation> = Omit<O, 'kind' | 'params' | 'query' | 'body' | 'access' | 'handle'>

interface TypedOperation<P, Q, B, A extends Access> extends Defined<UncachedOperation> {
  readonly access: A
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly bodyExample?: B extends TSchema ? Static<B> : object | undefined
  handle(
    request: OperationRequest<StaticOf<P>, StaticOf<Q>, StaticOf<B>, A extends 'publisher' ? Publisher : undefined>,
    attempt?: Attempt,
  ): Promise<string | object>
}

/** Defines an operation. The types of the parameters and body of its handler are derived from the schemas. */
export function defineOperation<
  const A extends Access,
  P extends TObject | undefined = undefined,
  Q extends TObject | undefined = undefined,
  B extends TSchema | undefined = undefined,
>(operation: TypedOperation<P, Q, B, A>): UncachedOperation {
  // The cast is safe: the route validates requests against these schemas before it calls the handler.
  return { ...operation, kind: 'uncached' } as unknown as UncachedOperation
}

interface TypedCachedOperation<P, Q> extends Omit<Defined<CachedOperation>, 'method'> {
  readonly params?: P
  readonly query: Q
  handle(request: CachedRequest<StaticOf<P>, StaticOf<Q>>): Promise<CatalogAnswer | LargeAnswer>
}

/** Defines a public read whose responses are cached. */
export function defineCachedOperation<Q extends TObject, P extends TObject | undefined = undefined>(
  operation: TypedCachedOperation<P, Q>,
): CachedOperation {
  return { ...operation, kind: 'cached', method: 'GET', access: 'public' } as unknown as CachedOperation
}

/** Errors that any operation can return. */
const COMMON_ERRORS: readonly ErrorCode[] = ['method-not-allowed', 'url-too-long', 'rate-limited', 'internal']

/** Lists the errors of an operation: its own, those implied by its access and schemas, and those common to all operations. */
export function listErrors(operation: Operation): readonly ErrorCode[] {
  const codes = new Set<ErrorCode>([...operation.errors, ...COMMON_ERRORS])
  if (operation.access === 'publisher') codes.add('invalid-token')
  if (operation.query !== undefined || operation.body !== undefined) codes.add('invalid-parameter')
  if (operation.params !== undefined) codes.add('malformed-request')
  if (operation.body !== undefined || operation.document !== undefined) {
    codes.add('malformed-request').add('body-too-large').add('unsupported-media-type')
  }
  return [...codes]
}
