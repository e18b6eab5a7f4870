import type { ServerList } from '@mcp-registry/contract'
import type { CallOptions } from './transport.js'

/** Up to where changes are known. Plain JSON, to be kept between runs; its fields are the client's own business. */
export type ChangeState = FeedState | UpdatedSinceState

/** In the feed of changes: a position in commit order. */
export interface FeedState {
  readonly feed: 'changes'
  readonly position: string
  /** Of the position; absent where the registry has none, and at the beginning. */
  readonly epoch?: string
  /** A walk from the beginning is under way, because the registry no longer knew the position. It starts again when interrupted. */
  readonly isRestart?: true
}

/** What tells versions apart. */
export interface VersionKey {
  readonly name: string
  readonly version: string
}

/** Where there is no such feed: a time, and what is known of the time just before it. */
export interface UpdatedSinceState {
  readonly feed: 'updated-since'
  /** RFC 3339; absent before the first walk is done. */
  readonly since?: string
  /** `updatedAt` by name and version of the last changes, which the next poll sees again. */
  readonly recent: Readonly<Record<string, string>>
  /** A walk that is under way. */
  readonly walk?: UpdatedSinceWalk
}

export interface UpdatedSinceWalk {
  readonly cursor: string
  /** The earliest time at which one of its pages was made, milliseconds since 1970. */
  readonly madeAt: number
  /** The greatest `updatedAt` seen, milliseconds since 1970. */
  readonly greatest?: number
}

export interface ChangeBatch {
  /** To be inserted, or put in place of what is there under the same name and version. */
  readonly entries: ServerList['servers']
  /** To be kept once the entries are. */
  readonly state: ChangeState
  /**
   * Only on the first batch after the registry was restored to an earlier state: its whole content follows, and may differ from all that
   * was seen before.
   */
  readonly isReset?: true
  /** Only on the last batch of such a restart, with the option `listKnown`: what the registry does not have any more, to be removed. */
  readonly vanished?: readonly VersionKey[]
}

export interface ChangesOptions extends CallOptions {
  /** Entries a page; 100. */
  readonly limit?: number
  /** The namespace of the registry's extensions; `io.modelcontextprotocol.registry`. */
  readonly extensionNamespace?: string
  /** Go on when caught up: give every further change as it comes, until the signal aborts. Batches without entries are left out. */
  readonly follow?: boolean
  /** How long to wait, when following, before a registry is asked again that does not itself wait for changes; 60,000. */
  readonly pollMs?: number
  /** The versions that the caller holds. After the registry was restored to an earlier state, those that it lost are reported. */
  readonly listKnown?: () => Iterable<VersionKey> | AsyncIterable<VersionKey>
  /** How far every poll by time reaches back behind what was seen; 60,000. Covers registries that commit out of order. */
  readonly overlapMs?: number
}
