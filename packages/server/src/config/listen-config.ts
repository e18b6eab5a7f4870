import { BlockList, isIP } from 'node:net'
import { type Result, trimTrailingSlashes } from '@mcp-registry/contract'
import type { EnvReader } from './env-reader.js'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Where to listen. Without a host, the server listens on all interfaces. */
export interface Address {
  readonly host?: string
  readonly port: number
}

/** How clients reach the server, and the limits that apply to them. */
export interface ListenConfig {
  readonly address: Address
  /** Without a trailing slash. */
  readonly publicUrl: string
  readonly maxBodyBytes: number
  readonly trustedProxies: readonly string[]
  readonly shutdownTimeoutMs: number
  readonly logLevel: LogLevel
}

const MEBIBYTE = 1024 * 1024

export function readListenConfig(read: EnvReader): ListenConfig {
  const address = read.parsed('MCP_REGISTRY_SERVER_ADDRESS', parseAddress) ?? { port: 8080 }
  const trustedProxies = read.list('MCP_REGISTRY_TRUSTED_PROXIES')
  for (const range of trustedProxies) {
    if (!isAddressRange(range))
      read.problem('MCP_REGISTRY_TRUSTED_PROXIES', `has ${JSON.stringify(range)}, which is not an address or CIDR range.`)
  }
  return {
    address,
    publicUrl: trimTrailingSlashes(read.url('MCP_REGISTRY_PUBLIC_URL') ?? toLocalUrl(address)),
    maxBodyBytes: read.integer('MCP_REGISTRY_MAX_BODY_BYTES', MEBIBYTE, { min: 1024, max: 64 * MEBIBYTE }),
    trustedProxies,
    shutdownTimeoutMs: read.integer('MCP_REGISTRY_SHUTDOWN_TIMEOUT_MS', 10_000, { min: 0, max: 600_000 }),
    logLevel: read.choice('MCP_REGISTRY_LOG_LEVEL', LOG_LEVELS, 'info'),
  }
}

/** Parses `:8080`, `host:8080`, `127.0.0.1:8080` or `[::1]:8080`. */
export function parseAddress(text: string): Result<Address> {
  const [, bracketed, plain = '', digits] = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  const isHost = bracketed === undefined ? /^[a-zA-Z0-9.-]*$/.test(plain) : isIP(bracketed) === 6
  if (digits === undefined || port > 65_535 || !isHost) {
    return { ok: false, errors: [`is ${JSON.stringify(text)}, but must be like :8080, localhost:8080 or [::1]:8080.`] }
  }
  return { ok: true, value: { port, ...(host !== '' && { host }) } }
}

/** Returns the URL of the address for clients on this machine. */
export function toLocalUrl({ host, port }: Address): string {
  const isWildcard = host === undefined || host === '0.0.0.0' || host === '::'
  const name = isWildcard ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  try {
    new BlockList().addSubnet(address, /^\d+$/.test(prefix) ? Number(prefix) : -1, version === 6 ? 'ipv6' : 'ipv4')
    return true
  } catch {
    return false
  }
}
