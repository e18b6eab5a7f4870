import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { ErrorCode, UncheckedJson } from '@mcp-registry/contract'
import type { Static, TObject, TSchema } from 'typebox'
import type { Attempt, AuditedAction } from '../audit/audit-log.js'
import type { Budget } from '../config/rate-limit-config.js'
import type { Publisher } from '../identity/publisher.js'
import type { Answer as CatalogAnswer, LargeAnswer } from '../cache/response-cache.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Who may call: anyone, or the bearer of a registry token. What the bearer may do is decided by the called function. */
export type Access = 'public' | 'publisher'

export type Tag = 'servers' | 'publishing' | 'identity' | 'aggregators' | 'administration' | 'system'

/** For bodies that are not documents; the largest is an id token of 16 kB. */
export const MAX_VALUE_BYTES = 64 * 1024

/** One operation of the API: everything that its route, its OpenAPI entry and its tests need to know. */
export type Operation = CachedOperation | UncachedOperation

interface OperationBase {
  readonly method: Method
  /** Below the version prefix, with Fastify's `:parameters`. */
  readonly path: string
  readonly operationId: string
  readonly tag: Tag
  readonly summary: string
  readonly description?: string
  /** The rate limit that its requests count against. Default: by method and path, see `toBudget`. */
  readonly budget?: (query: Readonly<Record<string, unknown>>) => Budget
  readonly params?: TObject
  readonly query?: TObject
  /** A JSON body that is validated and handed over as a value, of at most {@link MAX_VALUE_BYTES}. */
  readonly body?: TSchema | undefined
  /** A body for the API reference; that of a `document` is always the same. */
  readonly bodyExample?: unknown
  /** A JSON body that is handed over as the text that came; the schema only documents it. */
  readonly document?: TSchema | undefined
  readonly answer: Answer
  /** Further successful statuses, and what they mean. */
  readonly otherAnswers?: Readonly<Record<number, string>>
  /** What the called function may refuse with. Errors implied by access, body and parameters are added automatically. */
  readonly errors: readonly ErrorCode[]
}

/**
 * A read whose response is kept in memory and sent again to any client, before any routing. It is therefore public and unaudited, and its
 * handler receives only the parameters. They are the key of the response, so it declares its query: one that is not read by a schema
 * would let clients create any number of keys.
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
  /**
   * Returns JSON text that is ready to send, a value, or a stream. An audited operation records its success with the attempt, in the
   * transaction of the change.
   */
  handle(request: OperationRequest, attempt?: Attempt): Promise<string | object>
}

/** An answer that is sent as it comes. */
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
  /** Without one: `application/json`. */
  readonly type?: string
  readonly description: string
  readonly example: unknown
}

export interface OperationRequest<P = unknown, Q = unknown, B = unknown, U = Publisher | undefined> {
  readonly params: P
  readonly query: Q
  readonly body: B
  /** The body of operations with a `document`; empty for others. */
  readonly json: UncheckedJson
  readonly publisher: U
  readonly headers: IncomingHttpHeaders
  /** The request itself, for headers such as Range that are parsed elsewhere. */
  readonly raw: IncomingMessage
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
  readonly requestId: string
  /** Of the client. */
  readonly address: string
}

type StaticOf<S> = S extends TSchema ? Static<S> : undefined

type Defined<O extends Operation> = Omit<O, 'kind' | 'params' | 'query' | 'body' | 'access' | 'handle'>

interface TypedOperation<P, Q, B, A extends Access> extends Defined<UncachedOperation> {
  readonly access: A
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly bodyExample?: StaticOf<B>
  handle(
    request: OperationRequest<StaticOf<P>, StaticOf<Q>, StaticOf<B>, A extends 'publisher' ? Publisher : undefined>,
    attempt?: Attempt,
  ): Promise<string | object>
}

/** Defines an operation whose handler sees the types of its own parameters and body. */
export function defineOperation<
  const A extends Access,
  P extends TObject | undefined = undefined,
  Q extends TObject | undefined = undefined,
  B extends TSchema | undefined = undefined,
>(operation: TypedOperation<P, Q, B, A>): UncachedOperation {
  // Registration validates the request by these very schemas before it calls the handler.
  return { ...operation, kind: 'uncached' } as unknown as UncachedOperation
}

interface TypedCachedOperation<P, Q> extends Omit<Defined<CachedOperation>, 'method'> {
  readonly params?: P
  readonly query: Q
  handle(request: CachedRequest<StaticOf<P>, StaticOf<Q>>): Promise<CatalogAnswer | LargeAnswer>
}

/** Defines a public read that is answered from memory. */
export function defineCachedOperation<Q extends TObject, P extends TObject | undefined = undefined>(
  operation: TypedCachedOperation<P, Q>,
): CachedOperation {
  return { ...operation, kind: 'cached', method: 'GET', access: 'public' } as unknown as CachedOperation
}

/** What any request can be refused with, whichever operation it is for. */
const COMMON_ERRORS: readonly ErrorCode[] = ['method-not-allowed', 'url-too-long', 'rate-limited', 'internal']

/** Every refusal of an operation: its own, those that follow from what it takes, and those that all have in common. */
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
