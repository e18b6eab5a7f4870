import type { ChangeBatch, ChangesOptions, ChangeState, FeedState, VersionKey } from './change-state.js'
import { DEFAULT_EXTENSION_NAMESPACE } from './extension-options.js'
import { path } from './path.js'
import { readServerList } from './read-answer.js'
import { isRegistryClientError } from './registry-client-error.js'
import type { Transport } from './transport.js'
import { walkUpdatedSince } from './walk-updated-since.js'

/** The maximum time that the feed may wait for a change before it responds; this is the limit of this project's server. */
const WAIT_SECONDS = 30
const DEFAULT_TIMEOUT_MS = 30_000

export interface Clock {
  readonly now: () => number
  readonly sleep: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>
}

/** The changes since a state; with `follow`, also subsequent changes. */
export async function* walkChanges(
  transport: Transport,
  { now, sleep }: Clock,
  start: ChangeState | undefined,
  options: ChangesOptions,
): AsyncGenerator<ChangeBatch, void, undefined> {
  if (options.follow !== true) return yield* catchUp(transport, now, start, options)
  let state = start
  let waitSeconds = 0
  for (;;) {
    const asked = now()
    let isQuiet = true
    for await (const batch of catchUp(transport, now, state, options, waitSeconds)) {
      state = batch.state
      if (batch.entries.length === 0 && batch.isReset !== true && batch.vanished === undefined) continue
      isQuiet = false
      yield batch
    }
    // A feed that returns an empty page immediately does not support waiting.
    const hasWaited = !isQuiet || now() - asked >= WAIT_SECONDS * 500
    if (state?.feed !== 'changes' || (waitSeconds > 0 && !hasWaited)) await sleep(options.pollMs ?? 60_000, options.signal)
    waitSeconds = WAIT_SECONDS
  }
}

/**
 * Uses the change feed of the registry if it has one, since the feed is in commit order and misses no changes; otherwise uses
 * `updated_since`. A state stays with the feed that it started with.
 */
async function* catchUp(
  transport: Transport,
  now: () => number,
  state: ChangeState | undefined,
  options: ChangesOptions,
  waitSeconds = 0,
): AsyncGenerator<ChangeBatch, void, undefined> {
  if (state?.feed === 'updated-since') return yield* walkUpdatedSince(transport, now, state, options)
  if (state?.isRestart === true) return yield* restart(transport, options)
  let position: FeedPosition = { since: state?.position ?? '0', epoch: state?.epoch }
  for (;;) {
    let page: FeedPage
    try {
      page = await readFeed(transport, position, options, waitSeconds)
    } catch (error) {
      if (!isRegistryClientError(error)) throw error
      if (error.status === 410 && position.since !== '0') return yield* restart(transport, options)
      if (state !== undefined || position.since !== '0' || error.status !== 404) throw error
      return yield* walkUpdatedSince(transport, now, { feed: 'updated-since', recent: {} }, options)
    }
    position = page.position
    yield { entries: page.entries, state: toState(position) }
    if (!page.hasMore) return
  }
}

/** Reads everything from the beginning, because the registry no longer recognises the position: it was restored to an earlier state. */
async function* restart(transport: Transport, options: ChangesOptions): AsyncGenerator<ChangeBatch, void, undefined> {
  const { listKnown } = options
  // One key for each version in the registry; collected only if a comparison needs them.
  const seen = new Set<string>()
  let position: FeedPosition = { since: '0', epoch: undefined }
  let isFirst = true
  for (;;) {
    const { entries, position: next, hasMore } = await readFeed(transport, position, options, 0)
    if (listKnown) for (const { server } of entries) seen.add(toKey(server))
    position = next
    const isReset = isFirst && { isReset: true as const }
    isFirst = false
    if (!hasMore) {
      const vanished = listKnown && (await listVanished(listKnown(), seen))
      yield { entries, state: toState(position), ...isReset, ...(vanished && { vanished }) }
      return
    }
    yield { entries, state: { feed: 'changes', position: '0', isRestart: true }, ...isReset }
  }
}

async function listVanished(
  known: Iterable<VersionKey> | AsyncIterable<VersionKey>,
  seen: ReadonlySet<string>,
): Promise<readonly VersionKey[]> {
  const vanished: VersionKey[] = []
  for await (const key of known) if (!seen.has(toKey(key))) vanished.push({ name: key.name, version: key.version })
  return vanished
}

function toKey({ name, version }: VersionKey): string {
  return JSON.stringify([name, version])
}

function toState({ since, epoch }: FeedPosition): FeedState {
  return { feed: 'changes', position: since, ...(epoch !== undefined && { epoch }) }
}

interface FeedPosition {
  readonly since: string
  readonly epoch: string | undefined
}

interface FeedPage {
  readonly entries: ChangeBatch['entries']
  readonly position: FeedPosition
  readonly hasMore: boolean
}

/** `{servers, metadata: {next, hasMore}}`: the entries after a position in commit order, and the position of the last entry. */
async function readFeed(
  transport: Transport,
  { since, epoch }: FeedPosition,
  options: ChangesOptions,
  waitSeconds: number,
): Promise<FeedPage> {
  const wait = waitSeconds === 0 ? {} : { wait: String(waitSeconds) }
  const timeoutMs = (options.timeoutMs ?? DEFAULT_TIMEOUT_MS) + waitSeconds * 1000
  const { body } = await transport.send(
    {
      method: 'GET',
      path: path`/x/${options.extensionNamespace ?? DEFAULT_EXTENSION_NAMESPACE}/changes`,
      query: { since, epoch, limit: String(options.limit ?? 100), ...wait },
      isIdempotent: true,
    },
    waitSeconds === 0 ? options : { ...options, timeoutMs },
  )
  const { servers } = readServerList(body)
  const metadata: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'metadata') : undefined
  const field = (key: string): unknown =>
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, key) : undefined
  const next = field('next')
  const newEpoch = field('epoch')
  return {
    entries: servers,
    position: {
      since: typeof next === 'string' || typeof next === 'number' ? String(next) : since,
      epoch: typeof newEpoch === 'string' ? newEpoch : epoch,
    },
    // A position that does not advance would make the walk endless.
    hasMore: field('hasMore') === true && String(next) !== since,
  }
}
