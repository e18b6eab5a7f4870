import {
  type AllVersionsStatusResponse,
  type ClientJson,
  type ClientList,
  isRecord,
  type ServerList,
  type ServerResponse,
} from '@mcp-registry/contract'
import { RegistryClientError } from './registry-client-error.js'

/** Normalises the pages that registries send to the protocol: no `_meta`, no `metadata`, `next_cursor`, bare documents. */
export function readServerList(answer: unknown): ServerList {
  const body = requireRecord(answer, 'a list of servers')
  const list = body['servers'] ?? []
  if (!Array.isArray(list)) throw invalidAnswer('a list of servers')
  const servers = list.flatMap((item: unknown) => findEntry(item) ?? [])
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {}
  const cursor = metadata['nextCursor'] ?? metadata['next_cursor']
  return {
    servers,
    metadata: { count: servers.length, ...(typeof cursor === 'string' && cursor !== '' && { nextCursor: cursor }) },
  }
}

export function readServerResponse(answer: unknown): ServerResponse {
  const entry = findEntry(answer)
  if (entry === undefined) throw invalidAnswer('a server')
  return entry
}

/** The list of clients. Omits what is not a description. */
export function readClientList(answer: unknown): ClientList {
  const body = requireRecord(answer, 'a list of clients')
  const list = body['clients']
  if (!Array.isArray(list)) throw invalidAnswer('a list of clients')
  const clients = list.filter((item): item is ClientJson => isRecord(item) && typeof item['id'] === 'string')
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {}
  return {
    clients,
    metadata: { count: clients.length, changed: readTexts(metadata['changed']), removed: readTexts(metadata['removed']) },
  }
}

function readTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** Casts an object to `T` after checking that the required fields are present. Does not check their types. */
export function readRecord<T extends object>(answer: unknown, what: string, ...required: readonly (keyof T & string)[]): T {
  const body = requireRecord(answer, what)
  if (required.some((key) => body[key] === undefined)) throw invalidAnswer(what)
  return body as T
}

export function readAllVersions(answer: unknown): AllVersionsStatusResponse {
  const { servers } = readServerList(answer)
  const count = requireRecord(answer, 'the updated servers')['updatedCount']
  return { updatedCount: typeof count === 'number' ? count : servers.length, servers }
}

function findEntry(item: unknown): ServerResponse | undefined {
  if (!isRecord(item)) return undefined
  // Older registries list bare documents that contain the registry's `_meta`.
  const isWrapped = isRecord(item['server'])
  const server = isWrapped ? item['server'] : item
  if (!isRecord(server) || typeof server['name'] !== 'string') return undefined
  const meta = isRecord(item['_meta']) ? item['_meta'] : {}
  return (isWrapped ? { ...item, _meta: meta } : { server, _meta: meta }) as ServerResponse
}

function requireRecord(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value
  throw invalidAnswer(what)
}

export function invalidAnswer(what: string, cause?: unknown): RegistryClientError {
  return new RegistryClientError('invalid-answer', `The registry did not answer with ${what}. Is this the URL of a registry?`, {
    retryable: false,
    cause,
  })
}
