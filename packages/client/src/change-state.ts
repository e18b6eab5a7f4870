import type { ServerList } from '@mcp-registry/contract'
import type { CallOptions } from './transport-options.js'

/** The position up to which changes are known. Plain JSON, to be stored between runs. Its fields may change between versions of the client. */
export type ChangeState = FeedState | UpdatedSinceState

/** A position in the change feed, in commit order. */
export interface FeedState {
  readonly feed: 'changes'
  readonly position: string
  /** The epoch of the position. Absent if the registry has none, and at the beginning. */
  readonly epoch?: string
  /** Set while the feed is read from the beginning because the registry no longer knows the position. An interrupted walk starts again. */
  readonly isRestart?: true
}

/** Identifies a version. */
export interface VersionKey {
  readonly name: string
  readonly version: string
}

/** The position in a registry without a change feed: a time, and the changes shortly before it. */
export interface UpdatedSinceState {
  readonly feed: 'updated-since'
  /** RFC 3339. Absent before the first walk is complete. */
  readonly since?: string
  /** `updatedAt` of the last changes by name and version. The next poll returns them again. */
  readonly recent: Readonly<Record<string, string>>
  /** The walk in progress. */
  readonly walk?: UpdatedSinceWalk
}

/** A walk of several pages that has not reached its end. */
export interface UpdatedSinceWalk {
  readonly cursor: string
  /** The earliest time at which one of its pages was created, in milliseconds since 1970. */
  readonly madeAt: number
  /** The greatest `updatedAt` so far, in milliseconds since 1970. */
  readonly greatest?: number
}

/** A page of changes. */
export interface ChangeBatch {
  /** The entries to insert, or to replace those of the same name and version. */
  readonly entries: ServerList['servers']
  /** The state to store after the entries. */
  readonly state: ChangeState
  /**
   * Only on the first batch after the registry was restored to an earlier state. Its whole content follows, and may differ from any earlier
   * batch.
   */
  readonly isReset?: true
  /** Only on the last batch of such a restart, with the option `listKnown`: the versions that the registry no longer has, to be removed. */
  readonly vanished?: readonly VersionKey[]
}

/** Options of `changes`. */
export interface ChangesOptions extends CallOptions {
  /** Entries per page. Default: 100. */
  readonly limit?: number
  /** The namespace of the registry's extensions. Default: `io.modelcontextprotocol.registry`. */
  readonly extensionNamespace?: string
  /** Whether to wait for further changes after the last one, until the signal aborts. Batches without entries are omitted. */
  readonly follow?: boolean
  /** With `follow`, the interval between polls of a registry that does not support waiting. Default: 60,000. */
  readonly pollMs?: number
  /** Lists the versions that the caller has. After the registry was restored to an earlier state, those that it lost are reported. */
  readonly listKnown?: () => Iterable<VersionKey> | AsyncIterable<VersionKey>
  /** How far each poll by time goes back, to cover registries that commit out of order. Default: 60,000. */
  readonly overlapMs?: number
}
