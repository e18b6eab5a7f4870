import type { Logger } from 'pino'
import { readBuildInfo } from './build-info.js'
import { openPublications } from './catalog/publish/publications.js'
import { openClockWatch } from './catalog/rows/open-clock-watch.js'
import { openListedClients } from './clients/open-listed-clients.js'
import { type Clock, systemClock } from './clock.js'
import type { Config } from './config.js'
import { openIdentity } from './identity/identity.js'
import { requireStoredSigningKey } from './identity/signing-key.js'
import { openTokens } from './identity/tokens.js'
import { openMetrics } from './metrics/open-metrics.js'
import { openLog } from './open-log.js'
import { openOutbound, type Outbound } from './outbound/open-outbound.js'
import { openOwnership } from './ownership/open-ownership.js'
import { type Ownership, unprovenOwnership } from './ownership/ownership.js'
import { toPackageUpstreams } from './ownership/package-upstreams.js'
import { openRedis } from './open-redis.js'
import { createSteadyClock } from './steady-clock.js'
import { openStore, type Store } from './store/open-store.js'
import type { Workers } from './workers/join-workers.js'

export type Services = Awaited<ReturnType<typeof openServices>>

/** Services that the caller provides instead of letting `openServices` open them. The caller closes them. */
export interface Parts {
  readonly clock?: Clock
  readonly log?: Logger
  readonly store?: Store
  readonly outbound?: Outbound
  readonly ownership?: Ownership
  /** The other workers that share the port. */
  readonly workers?: Workers
}

/** Opens all services. This composition root is the only place that calls constructors. */
export async function openServices(config: Config, parts: Parts = {}) {
  const log = parts.log ?? openLog(config.listen.logLevel)
  // Proofs of identity contain timestamps of other systems, so they are compared with the system clock.
  const systemTime = parts.clock ?? systemClock
  const steadyClock = createSteadyClock(systemTime, (aheadMs) => log.error({ aheadSeconds: aheadMs / 1_000 }, CLOCK_JUMPED))
  const clock: Clock = steadyClock
  const build = await readBuildInfo(config.build)
  const tokens = await openTokens({
    issuer: config.listen.publicUrl,
    privateKeySeed: await requireSigningKey(config, parts.workers === undefined ? log : undefined),
    verificationKeys: config.secrets.previousSigningKeys,
    clock: systemTime,
  })
  const store = parts.store ?? (await openStore(config.database, { notify: (message) => log.warn(message) }))
  const userAgent = `mcp-registry/${build.version} (+${config.outbound.contactUrl})`
  const outbound = parts.outbound ?? openOutbound({ userAgent, connectTo: config.outbound.connectTo })
  const upstreams = toPackageUpstreams(config.ownership.upstreams)
  const proving = config.ownership.required ? openOwnership({ outbound, upstreams, store, clock }) : unprovenOwnership
  const ownership = parts.ownership ?? proving
  const { publicUrl } = config.listen
  const identity = openIdentity({ config: config.identity, publicUrl, store, tokens, clock: systemTime, outbound })
  const redis = await openRedis(config.rateLimits)
  const metrics = openMetrics({ store, clock })
  const { deniedNamespaces } = identity
  const publications = openPublications({ store, clock, deniedNamespaces })
  const clockWatch = openClockWatch({ store, clock: steadyClock, log, registry: metrics.registry })
  return {
    config,
    build,
    clock,
    log,
    store,
    tokens,
    identity,
    deniedNamespaces,
    redis,
    outbound,
    ownership,
    metrics,
    publications,
    readListedClients: openListedClients({ store }),
    clockWatch,
    workers: parts.workers,
    async close() {
      clockWatch.close()
      if (parts.outbound === undefined) await outbound.close()
      redis?.disconnect()
      if (parts.store === undefined) await store.close()
    },
  }
}

const CLOCK_JUMPED =
  'The system clock has jumped ahead. Timestamps follow the monotonic clock until it is back, or has been stable for a tenth of the jump. ' +
  'If the system clock is right, restart the registry.'

async function requireSigningKey(config: Config, log: Logger | undefined): Promise<string> {
  if (config.secrets.signingKeySeed !== undefined) return config.secrets.signingKeySeed
  if (config.database.kind === 'postgres') {
    log?.warn(
      'MCP_REGISTRY_JWT_PRIVATE_KEY is not set: tokens of this process are valid only where its data directory is shared.',
    )
  }
  return requireStoredSigningKey(config.dataDir)
}
