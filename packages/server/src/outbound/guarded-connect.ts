import { isIP } from 'node:net'
import { buildConnector } from 'undici'
import { isPublicAddress } from './public-address.js'
import { OutboundError } from './outbound-error.js'
import type { ResolveHost } from './resolve-host.js'

/** Overrides where a host is dialled, like `curl --connect-to`: `host:port` → address and port. */
export type ConnectTo = Readonly<Record<string, { readonly address: string; readonly port: number }>>

export interface ConnectOptions {
  readonly connectTo: ConnectTo
  readonly connectTimeoutMs: number
  /** Replaces the default certificate authorities. PEM. */
  readonly ca: string | undefined
}

export interface GuardOptions extends ConnectOptions {
  readonly resolveHost: ResolveHost
  /** Replaces the dialler, so that a test can observe the target without network access. */
  readonly buildDialler?: typeof buildConnector | undefined
}

/**
 * A connector that resolves a name once, refuses unless every address is public, and dials exactly those addresses: a second lookup could
 * return others. A refused host opens no socket.
 */
export function guardedConnect(options: GuardOptions): buildConnector.connector {
  const { buildDialler = buildConnector } = options
  return withConnectTo(options, (target, connected) => {
    resolvePublic(target.hostname, options.resolveHost)
      .then((addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }))
        const connect = buildDialler({
          ...toConnectorOptions(options),
          autoSelectFamily: true,
          // Deferred: a connection that fails immediately would do so before its socket has an error handler.
          lookup: (_host, _options, done) => process.nextTick(done, null, found),
        })
        connect(target, connected)
      })
      .catch((error: unknown) => connected(error instanceof Error ? error : new Error(String(error)), null))
  })
}

/** A connector for origins configured by the operator: any address, resolved by the system. */
export function trustingConnect(options: ConnectOptions): buildConnector.connector {
  return withConnectTo(options, buildConnector({ ...toConnectorOptions(options), autoSelectFamily: true }))
}

function withConnectTo(options: ConnectOptions, connect: buildConnector.connector): buildConnector.connector {
  const direct = buildConnector(toConnectorOptions(options))
  return (target, connected) => {
    const port = target.port || (target.protocol === 'https:' ? '443' : '80')
    const instead = options.connectTo[`${target.hostname}:${port}`]
    if (instead) direct({ ...target, hostname: instead.address, port: String(instead.port) }, connected)
    else connect(target, connected)
  }
}

function toConnectorOptions({ connectTimeoutMs, ca }: ConnectOptions): buildConnector.BuildOptions {
  return { timeout: connectTimeoutMs, ...(ca !== undefined && { ca }) }
}

async function resolvePublic(hostname: string, resolveHost: ResolveHost): Promise<readonly string[]> {
  // URLs keep IPv6 addresses in brackets.
  const literal = hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = isIP(literal) ? [literal] : await resolveHost(hostname)
  const refused = addresses.find((address) => !isPublicAddress(address))
  if (refused !== undefined) throw new OutboundError({ kind: 'refused-address', host: hostname, address: refused })
  if (addresses.length === 0) throw new OutboundError({ kind: 'unreachable', host: hostname, reason: 'there is no such host' })
  return addresses
}
