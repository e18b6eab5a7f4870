import { isRecord } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { PUBLISHER_VERSION } from '../version.js'
import { MAX_ITEMS, MAX_PAGES } from './limits.js'
import { RefusedRequestError, type Session } from './session.js'

/** The revisions of MCP that can be asked for, newest first. */
const REVISIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const

/** What a server says of itself, as it says it: a stranger's texts of any length. */
export interface Inspected {
  /** Newest first. */
  readonly protocolVersions: readonly string[]
  readonly serverInfo: Readonly<Record<string, unknown>>
  readonly capabilities: Readonly<Record<string, unknown>>
  /** The items by list; absent where the server has no such list. */
  readonly lists: Readonly<Partial<Record<ListName, readonly unknown[]>>>
}

export const LISTS = {
  tools: { capability: 'tools', method: 'tools/list' },
  prompts: { capability: 'prompts', method: 'prompts/list' },
  resources: { capability: 'resources', method: 'resources/list' },
  resourceTemplates: { capability: 'resources', method: 'resources/templates/list' },
} as const
export type ListName = keyof typeof LISTS

/** Opens a session. The signal ends it, beside those that end the whole inspection. */
export type OpenSession = (signal?: AbortSignal) => Promise<Session>

// A server that does not answer another revision in this time is taken not to speak it.
const PROBE_TIMEOUT_MS = 10_000

/** Where the inspection is, for the message if it fails. */
export type Follow = (step: string) => void

/** Initialises a session and reads every list that the server declares. Opens a session for each older revision, to see whether it is spoken. */
export async function inspectServer(open: OpenSession, follow: Follow): Promise<Inspected> {
  const inspected = await readServer(open, follow)
  const newest = inspected.protocolVersions[0]
  const older = REVISIONS.filter((revision) => newest !== undefined && revision < newest)
  const spoken: string[] = []
  for (const revision of older) {
    follow(`initialize with revision ${revision}`)
    const answer = await findAgreedRevision(open, revision)
    if (answer === undefined) break
    if (answer === revision) spoken.push(revision)
  }
  return { ...inspected, protocolVersions: [...inspected.protocolVersions, ...spoken] }
}

async function readServer(open: OpenSession, follow: Follow): Promise<Inspected> {
  follow('initialize')
  await using session = await open()
  const { protocolVersion, serverInfo, capabilities } = await initialize(session, REVISIONS[0])
  if (typeof protocolVersion !== 'string' || protocolVersion === '')
    throw new CommandError('The server answers initialize without a protocolVersion, so no client can talk to it.')
  session.setProtocolVersion(protocolVersion)
  await session.notify('notifications/initialized')
  const declared = isRecord(capabilities) ? capabilities : {}
  const lists: Partial<Record<ListName, readonly unknown[]>> = {}
  for (const name of Object.keys(LISTS) as ListName[]) {
    const { capability, method } = LISTS[name]
    if (!isRecord(declared[capability])) continue
    follow(method)
    const items = await listAll(session, method, name)
    if (items !== undefined) lists[name] = items
  }
  return {
    protocolVersions: [protocolVersion],
    serverInfo: isRecord(serverInfo) ? serverInfo : {},
    capabilities: declared,
    lists,
  }
}

/** The revision with which the server answers another; undefined if it does not answer in time, or no more. */
async function findAgreedRevision(open: OpenSession, revision: string): Promise<unknown> {
  try {
    await using session = await open(AbortSignal.timeout(PROBE_TIMEOUT_MS))
    return (await initialize(session, revision))['protocolVersion']
  } catch (error) {
    if (error instanceof RefusedRequestError) return null
    const isFailure = error instanceof CommandError || (error instanceof Error && error.name === 'TimeoutError')
    if (isFailure) return undefined
    throw error
  }
}

function initialize(session: Session, protocolVersion: string): Promise<Readonly<Record<string, unknown>>> {
  return session.request('initialize', {
    protocolVersion,
    capabilities: {},
    clientInfo: { name: 'mcp-publisher', version: PUBLISHER_VERSION },
  })
}

/** The items of all pages; undefined if the server does not have the list. */
async function listAll(session: Session, method: string, name: ListName): Promise<readonly unknown[] | undefined> {
  const items: unknown[] = []
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const result = await session.request(method, cursor === undefined ? {} : { cursor }).catch((error: unknown) => {
      if (error instanceof RefusedRequestError && error.isUnknownMethod) return undefined
      throw error
    })
    if (result === undefined) return undefined
    const found = result[name]
    if (!Array.isArray(found)) throw new CommandError(`The server answers ${method} without a list of ${name}.`)
    items.push(...found.slice(0, MAX_ITEMS + 1))
    if (items.length > MAX_ITEMS) throw new CommandError(`${method} has more than ${MAX_ITEMS} items: no client shows them.`)
    const next = result['nextCursor']
    if (typeof next !== 'string' || next === '') return items
    if (next === cursor)
      throw new CommandError(`${method} has the same nextCursor on two pages, so that clients never reach its end.`)
    cursor = next
  }
  throw new CommandError(`${method} has more than ${MAX_PAGES} pages. Put more items on a page, or end the list.`)
}
