import type { ServerList } from '@mcp-registry/contract'
import type { ExtensionOptions } from './extension-options.js'

/**
 * The position up to which changes have been read. Plain JSON, to be stored between runs. Its fields may change between client versions.
 */
export type ChangeState = FeedState | UpdatedSinceState

/** A position in the change feed, in commit order. */
export interface FeedState {
  readonly feed: 'changes'
  readonly position: string
  /** The epoch of the position. Missing if the registry has none, and for the initial position. */
  readonly epoch?: string
  /** Set while the feed is read from the beginning because the registry no longer recognises the position. An interrupted walk restarts. */
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
  /** RFC 3339. Missing until the first walk is complete. */
  readonly since?: string
  /** `updatedAt` of the most recent changes by name and version. The next poll returns these changes again. */
  readonly recent: Readonly<Record<string, string>>
  /** The walk in progress. */
  readonly walk?: UpdatedSinceWalk
}

/** A walk of several pages that is not complete. */
export interface UpdatedSinceWalk {
  readonly cursor: string
  /** The earliest time at which one of its pages was generated, in milliseconds since the Unix epoch. */
  readonly madeAt: number
  /** The greatest `updatedAt` so far, in milliseconds since the Unix epoch. */
  readonly greatest?: number
}

/** A page of changes. */
export interface ChangeBatch {
  /** The entries to insert, or to replace those with the same name and version. */
  readonly entries: ServerList['servers']
  /** The state to store after applying the entries. */
  readonly state: ChangeState
  /**
   * Set only on the first batch after the registry was restored to an earlier state. The entire content follows, and may differ from any
   * earlier batch.
   */
  readonly isReset?: true
  /**
   * Set only on the last batch after such a restart, and only with `listKnown`: the versions to remove because the registry no longer has
   * them.
   */
  readonly vanished?: readonly VersionKey[]
}

/** Options of `changes`. */
export interface ChangesOptions extends ExtensionOptions {
  /** Entries per page. Default: 100. */
  readonly limit?: number
  /** Whether to wait for further changes after the last one, until the signal aborts. Empty batches are omitted. */
  readonly follow?: boolean
  /** With `follow`, the interval between polls of a registry that does not support waiting. Default: 60,000. */
  readonly pollMs?: number
  /**
   * Lists the versions that the caller has. After the registry was restored to an earlier state, the versions that it lost are reported.
   */
  readonly listKnown?: () => Iterable<VersionKey> | AsyncIterable<VersionKey>
  /** How far each poll by time goes back, in milliseconds, to cover registries that commit out of order. Default: 60,000. */
  readonly overlapMs?: number
}
