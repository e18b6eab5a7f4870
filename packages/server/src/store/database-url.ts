import type { Result } from '@mcp-registry/contract'
import { findConnectionParameters } from './connection-parameters.js'

const SESSION_ATTRS = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const

/** The kind of server that is required, as a value of `target_session_attrs` in libpq. */
export type SessionAttrs = (typeof SESSION_ATTRS)[number]

/** The servers of the database. */
export interface DatabaseAddress {
  /** One connection string per server, in the order in which they are tried. */
  readonly servers: readonly [string, ...string[]]
  readonly sessionAttrs: SessionAttrs
}

// Enough for every cluster. A connection attempt may try all of them.
const MAX_SERVERS = 16
const SHAPE = 'must be like postgres://user:password@host:5432/database.'

/**
 * Parses a connection string as libpq does, as a URI or keyword/value pairs, with multiple hosts, Unix socket directories and
 * `target_session_attrs`. node-postgres accepts only a single host. All other parameters are passed through to it.
 */
export function parseDatabaseUrl(text: string): Result<DatabaseAddress> {
  const parts = findParts(text)
  if (parts === undefined) return refuse(SHAPE)
  const { userInfo, authority, database, parameters } = parts
  try {
    const take = (name: string) => {
      const value = parameters.get(name) ?? undefined
      parameters.delete(name)
      return value
    }
    const wanted = take('target_session_attrs') ?? 'any'
    const sessionAttrs = SESSION_ATTRS.find((attrs) => attrs === wanted)
    if (sessionAttrs === undefined) return refuse(`has a target_session_attrs that is not one of ${SESSION_ATTRS.join(', ')}.`)
    const [user, password] = splitOnce(userInfo, ':').map(decodeURIComponent)
    const login = { user: take('user') ?? user, password: take('password') ?? password }
    const hosts = listHosts(authority, take('host'), take('port'))
    if (typeof hosts === 'string') return refuse(`${hosts} It ${SHAPE}`)
    const name = take('dbname') ?? decodeURIComponent(database)
    // The driver would take both from the environment or from local defaults.
    if (name === '' && hosts.every(({ host }) => host === '')) return refuse(`names neither a host nor a database. It ${SHAPE}`)
    const servers = hosts.map((host) => toServer({ ...login, ...host, database: name }, parameters))
    const [first, ...others] = servers
    if (first === undefined || servers.length > MAX_SERVERS) return refuse(`has more than ${MAX_SERVERS} hosts.`)
    return { ok: true, value: { servers: [first, ...others], sessionAttrs } }
  } catch {
    return refuse('has a percent sign that is not followed by two hexadecimal digits. Write %25 for a percent sign.')
  }
}

/** Parses a URL that the configuration has already validated. */
export function requireDatabaseUrl(text: string): DatabaseAddress {
  const result = parseDatabaseUrl(text)
  // The message omits the URL, which may contain a password.
  if (!result.ok) throw new TypeError(`The URL of the database ${result.errors.join(' ')}`)
  return result.value
}

interface Parts {
  readonly userInfo: string
  readonly authority: string
  readonly database: string
  readonly parameters: URLSearchParams
}

function findParts(text: string): Parts | undefined {
  const match = /^postgres(?:ql)?:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(text)
  if (match) {
    const [, address = '', database = '', query = ''] = match
    // A password may contain an unencoded @.
    const at = address.lastIndexOf('@')
    return {
      userInfo: address.slice(0, Math.max(0, at)),
      authority: address.slice(at + 1),
      database,
      parameters: new URLSearchParams(query),
    }
  }
  const parameters = findConnectionParameters(text)
  return parameters && { userInfo: '', authority: '', database: '', parameters }
}

function refuse(error: string): { ok: false; errors: readonly string[] } {
  return { ok: false, errors: [error] }
}

/** A field is empty if the URL does not set it: the environment (`PGHOST`, `PGPORT`) or the default then applies. */
interface Host {
  readonly host: string
  readonly port: string
}

/**
 * The hosts, or an error message. Hosts and ports in the parameters override those in the authority. Ports are matched to hosts by
 * position.
 */
function listHosts(authority: string, hostList: string | undefined, portList: string | undefined): readonly Host[] | string {
  const pairs = authority.split(',').map((part) => /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(part))
  if (pairs.some((pair) => pair === null)) return 'has a host that is not valid. Put IPv6 addresses in brackets.'
  const hosts = hostList?.split(',') ?? pairs.map((pair) => decodeURIComponent(pair?.[1] ?? '').replace(/^\[(.*)\]$/, '$1'))
  const ports = portList?.split(',') ?? pairs.map((pair) => pair?.[2] ?? '')
  if (ports.length > 1 && ports.length !== hosts.length) return `has ${hosts.length} hosts and ${ports.length} ports.`
  if ([...hosts, ...ports].some((part) => /\s/.test(part))) return 'has a space in a host or port.'
  if (ports.some((port) => port !== '' && !isPort(port))) return 'has a port that is not from 1 to 65535.'
  return hosts.map((host, index) => ({ host, port: (ports.length === 1 ? ports[0] : ports[index]) ?? '' }))
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
}

interface Server extends Host {
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string
}

// Everything is passed as parameters, which node-postgres uses unchanged.
function toServer({ database, ...server }: Server, parameters: URLSearchParams): string {
  const own = Object.entries(server).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  const others = [...parameters].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  return `postgresql:///${encodeURIComponent(database)}?${[...own, ...others].join('&')}`
}

function splitOnce(text: string, separator: string): string[] {
  const index = text.indexOf(separator)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}
