import { setTimeout } from 'node:timers/promises'
import { isRegistryClientError, type RegistryClient } from '@mcp-registry/client'
import { CURRENT_SCHEMA_DATE, OFFICIAL_META_KEY, type ServerJson, type ServerResponse, toSchemaUrl } from '@mcp-registry/contract'
import type { Random } from '../data/random.js'
import { type RowState, toKey, type Expected } from './expected.js'

/** The state that all writers share. */
export interface Log {
  readonly names: readonly [string, ...string[]]
  /** The last acknowledged state of every row. */
  readonly acknowledged: Map<string, RowState>
  /** When and through which process each row was first acknowledged. */
  readonly born: Map<string, { readonly atMs: number; readonly through: RegistryClient }>
  /** The process through which the last acknowledged state of each row was written. */
  readonly lastWriter: Map<string, RegistryClient>
  /** The published versions of each name. */
  readonly versions: Map<string, string[]>
  nextToken: number
}

export interface WriterOptions {
  readonly client: RegistryClient
  readonly log: Log
  readonly expected: Expected
  readonly random: Random
  readonly writesPerSecond: number
  readonly signal: AbortSignal
}

const MAX_VERSIONS_PER_NAME = 30
// The probability of each action, in percent.
const ACTIONS = [
  ['publish', 25],
  ['edit', 25],
  ['change status', 25],
  ['delete', 12],
  ['restore', 10],
  ['change all', 3],
] as const

/** Publishes, edits, deprecates, deletes and restores at random until the signal aborts. */
export async function runWriter({ random, writesPerSecond, signal, ...rest }: WriterOptions): Promise<void> {
  while (!signal.aborted) {
    await write({ random, ...rest })
    await setTimeout((random.next() * 2_000) / writesPerSecond)
  }
}

type WriteOptions = Omit<WriterOptions, 'signal' | 'writesPerSecond'>

async function write(options: WriteOptions): Promise<void> {
  const { log, expected, random } = options
  const name = random.pick(log.names)
  const versions = log.versions.get(name) ?? []
  let action: string = drawAction(random)
  if (versions.length === 0) action = 'publish'
  else if (action === 'publish' && versions.length >= MAX_VERSIONS_PER_NAME) action = 'edit'
  const version = versions[random.below(versions.length)] ?? ''
  try {
    const entries = await act(options, action, name, version)
    for (const entry of entries) acknowledge(options, entry, action)
    expected.count(action)
    if (random.below(2) === 0) for (const { server } of entries) await readOwn(options, server)
  } catch (error) {
    // Rejected: deleted versions cannot be edited, the status is already set, or another writer was faster.
    if (!isRegistryClientError(error) || error.status === undefined || error.status >= 500) throw error
    expected.count(`refused with ${error.status}`)
  }
}

async function act(options: WriteOptions, action: string, name: string, version: string): Promise<ServerResponse[]> {
  const { client, random, log } = options
  const note = { token: `s${log.nextToken++}` }
  switch (action) {
    case 'publish':
      return [await publish(options, name)]
    case 'edit':
      return [await client.editServer(name, version, toDocument(options, name, version))]
    case 'delete': {
      const entry = await client.deleteServer(name, version)
      return entry === undefined ? [] : [entry]
    }
    case 'restore':
      return [await client.updateServerStatus(name, version, { status: 'active' })]
    case 'change all':
      return (await client.updateAllServerStatuses(name, { status: 'deprecated', statusMessage: `deprecated ${note.token}` }))
        .servers
    default:
      return random.below(3) === 0
        ? [await client.updateServerStatus(name, version, { status: 'active' })]
        : [await client.updateServerStatus(name, version, { status: 'deprecated', statusMessage: `deprecated ${note.token}` })]
  }
}

async function publish(options: WriteOptions, name: string): Promise<ServerResponse> {
  const { client, random, log } = options
  const numbers = Array.from({ length: 3 }, () => random.below(12)).join('.')
  const version = random.pick([
    numbers,
    numbers,
    `${numbers}-rc.${random.below(3)}`,
    `v${numbers}`,
    `2026.0${random.below(9)}.01`,
  ])
  const entry = await client.publishServer(toDocument(options, name, version))
  const versions = log.versions.get(name) ?? []
  if (!versions.includes(version)) log.versions.set(name, [...versions, version])
  return entry
}

function toDocument({ log, expected, random }: WriteOptions, name: string, version: string): ServerJson {
  const token = `t${log.nextToken++}`
  expected.announce(token, name, version)
  return {
    $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
    name,
    description: `State ${token} of a server that changes all the time.`,
    title: `State ${token}`,
    version,
    websiteUrl: `https://site.example/${token}`,
    ...(random.below(3) === 0 && { remotes: [{ type: 'sse', url: `https://${token}.example/mcp` }] }),
  }
}

function acknowledge({ log, expected, client }: WriteOptions, { server, _meta }: ServerResponse, action: string): void {
  const state = expected.hear({ server, _meta }, `answer to ${action}`)
  const key = toKey(server.name, server.version)
  if (!log.born.has(key)) log.born.set(key, { atMs: Date.now(), through: client })
  const last = log.acknowledged.get(key)
  if (last === undefined || last.updatedAt < state.updatedAt) {
    log.acknowledged.set(key, state)
    log.lastWriter.set(key, client)
  }
  if (_meta[OFFICIAL_META_KEY] === undefined) expected.fault(`answer to ${action}: ${key} has no official metadata`)
}

/** Checks that after the response to a write, reads through the same process return that state or a later one. */
async function readOwn({ client, log, expected }: WriteOptions, { name, version }: ServerJson): Promise<void> {
  const key = toKey(name, version)
  // Another process may have written it since, and this process may not have been notified yet.
  if (log.lastWriter.get(key) !== client) return
  const written = log.acknowledged.get(key)?.updatedAt ?? ''
  const where = `a reader of the own write of ${key}`
  const detail = expected.hear(await client.getServerVersion(name, version, { includeDeleted: true }), where)
  const { servers } = await client.listServers({ cursor: `${name}:0`, limit: 100, includeDeleted: true })
  const listed = servers.find(({ server }) => toKey(server.name, server.version) === key)
  const states = listed === undefined ? [detail] : [detail, expected.hear(listed, where)]
  expected.count('reads of own writes')
  for (const { updatedAt } of states) if (updatedAt < written) expected.fault(`${where} got ${updatedAt}, not ${written}`)
}

function drawAction(random: Random): string {
  let wanted = random.below(100)
  for (const [action, share] of ACTIONS) {
    wanted -= share
    if (wanted < 0) return action
  }
  return 'publish'
}
