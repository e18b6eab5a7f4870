import { foldServerName, RegistryError } from '@mcp-registry/contract'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../store/database.js'

/** The remote URLs of a document, normalised, each once. */
export function listRemoteUrls(document: unknown): string[] {
  const remotes: unknown = isRecord(document) ? document['remotes'] : undefined
  if (!Array.isArray(remotes)) return []
  const urls = remotes.map((remote: unknown) => (isRecord(remote) ? remote['url'] : undefined))
  return [...new Set(urls.filter((url) => typeof url === 'string').map(normalizeRemoteUrl))]
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' }

/**
 * The form in which two remote URLs are equal: scheme and host in lower case, no default port, no slash at the end. Done by hand,
 * because a URL parser refuses the `{placeholders}` that a host may hold; they stay as they are.
 */
export function normalizeRemoteUrl(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(.*)$/is.exec(url.trim())
  if (!match) return url
  const [, scheme = '', authority = '', path = '', rest = ''] = match
  const host = authority.replaceAll(/\{[^}]*\}|[^{]+/g, (part) => (part.startsWith('{') ? part : part.toLowerCase()))
  const port = DEFAULT_PORTS[scheme.toLowerCase()]
  const withoutPort = port !== undefined && host.endsWith(`:${port}`) ? host.slice(0, -port.length - 1) : host
  return `${scheme.toLowerCase()}://${withoutPort}${path.replace(/\/+$/, '')}${rest}`
}

/** A server whose latest version is active and has the URL. */
export interface UrlHolder {
  readonly name: string
  readonly url: string
}

/** Who has these URLs. */
export async function listUrlHolders(db: Kysely<Database>, urls: readonly string[]): Promise<UrlHolder[]> {
  if (urls.length === 0) return []
  return db
    .selectFrom('remote_urls')
    .innerJoin('versions', (join) =>
      join.onRef('versions.name', '=', 'remote_urls.name').onRef('versions.version', '=', 'remote_urls.version'),
    )
    .select(['versions.name', 'remote_urls.url'])
    .where(sql<boolean>`remote_urls.url = any(${urls}::text[])`)
    .where(sql<boolean>`versions.is_latest and versions.status = 'active'`)
    .execute()
}

/** The refusal of a server that has one of the URLs while another one holds it; undefined when all are free for it. */
export function findUrlConflict(holders: readonly UrlHolder[], name: string, urls: readonly string[]): RegistryError | undefined {
  const folded = foldServerName(name)
  const holder = holders.find(({ name: other, url }) => foldServerName(other) !== folded && urls.includes(url))
  return (
    holder &&
    new RegistryError(
      'remote-url-conflict',
      `The remote URL ${holder.url} belongs to ${holder.name}. Publish under that name, or deprecate that server first.`,
    )
  )
}

/** Refuses when the latest version of another server is active and has one of the URLs. */
export async function requireFreeRemoteUrls(db: Kysely<Database>, name: string, urls: readonly string[]): Promise<void> {
  const conflict = findUrlConflict(await listUrlHolders(db, urls), name, urls)
  if (conflict) throw conflict
}

export interface DocumentUrls {
  readonly name: string
  readonly version: string
  readonly urls: readonly string[]
}

/** Makes these the only remote URLs of each version. */
export async function replaceRemoteUrls(tx: Transaction<Database>, documents: readonly DocumentUrls[]): Promise<void> {
  if (documents.length === 0) return
  const keys = JSON.stringify(documents.map(({ name, version }) => ({ name, version })))
  await sql`
    delete from remote_urls using json_to_recordset(${keys}::json) as r (name text, version text)
    where remote_urls.name = r.name and remote_urls.version = r.version`.execute(tx)
  await insertRemoteUrls(tx, documents)
}

export async function insertRemoteUrls(tx: Transaction<Database>, documents: readonly DocumentUrls[]): Promise<void> {
  const rows = documents.flatMap(({ name, version, urls }) => urls.map((url) => ({ name, version, url })))
  if (rows.length === 0) return
  await sql`
    insert into remote_urls (name, version, url)
    select name, version, url from json_to_recordset(${JSON.stringify(rows)}::json) as r (name text, version text, url text)
    `.execute(tx)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
