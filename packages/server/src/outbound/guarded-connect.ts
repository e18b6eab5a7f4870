import { isIP } from 'node:net'
import { buildConnector } from 'undici'
import { isPublicAddress } from './public-address.js'
import { OutboundError } from './outbound-error.js'
import type { ResolveHost } from './resolve-host.js'

/** Where a host is to be dialled instead of where its name points, as `curl --connect-to` has it: `host:port` → address and port. */
export type ConnectTo = Readonly<Record<string, { readonly address: string; readonly port: number }>>

export interface ConnectOptions {
  readonly connectTo: ConnectTo
  readonly connectTimeoutMs: number
  /** Certificates of authorities to trust instead of the usual ones, PEM. */
  readonly ca: string | undefined
}

export interface GuardOptions extends ConnectOptions {
  readonly resolveHost: ResolveHost
  /** What dials, so that a test can see where without anything leaving the machine. */
  readonly buildDialler?: typeof buildConnector | undefined
}

/**
 * A connector that resolves a name once, refuses unless every answer is public, and dials those very answers: there is no second
 * look-up that could say something else. A refused host costs no socket.
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
          // Not at once: a connection that fails immediately would do so before its socket is set up and has an error handler.
          lookup: (_host, _options, done) => process.nextTick(done, null, found),
        })
        connect(target, connected)
      })
      .catch((error: unknown) => connected(error instanceof Error ? error : new Error(String(error)), null))
  })
}

/** A connector for origins that the operator has configured: any address, resolved as the system does it. */
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
  if (refused !== undefined) throw new OutboundError({ kind: 'outbound_refused_address', host: hostname, address: refused })
  if (addresses.length === 0)
    throw new OutboundError({ kind: 'outbound_unreachable', host: hostname, reason: 'there is no such host' })
  return addresses
}
