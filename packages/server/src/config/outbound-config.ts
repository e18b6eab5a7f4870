import { isIP } from 'node:net'
import type { ConnectTo } from '../outbound/guarded-connect.js'
import type { EnvReader } from './env-reader.js'

/** Configures outbound requests to other services. */
export interface OutboundConfig {
  /** Sent in the User-Agent, so that other services can contact the operator. */
  readonly contactUrl: string
  readonly connectTo: ConnectTo
}

export function readOutboundConfig(read: EnvReader, publicUrl: string): OutboundConfig {
  return {
    contactUrl: read.url('MCP_REGISTRY_CONTACT_URL') ?? publicUrl,
    connectTo: Object.fromEntries(read.list('MCP_REGISTRY_CONNECT_TO').flatMap((text) => readDetour(read, text))),
  }
}

function readDetour(read: EnvReader, text: string): [string, ConnectTo[string]][] {
  const [, from = '', bracketed, plain = '', digits = ''] =
    /^([a-z0-9.-]+:\d{1,5})=(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? []
  const address = bracketed ?? plain
  const port = Number(digits)
  if (isIP(address) !== 0 && port > 0 && port <= 65_535) return [[from, { address, port }]]
  read.problem(
    'MCP_REGISTRY_CONNECT_TO',
    `has ${JSON.stringify(text)}, but each part must be like example.com:443=10.0.0.5:8443.`,
  )
  return []
}
