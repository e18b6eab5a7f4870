import {
  MAX_ITEMS,
  PACKAGE_TYPES,
  type PackageType,
  type ProblemDetail,
  RegistryError,
  type ServerJson,
  toUnknownPackageTypeText,
  trimTrailingSlashes,
} from '@mcp-registry/contract'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.js'
import type { Outbound } from '../outbound/open-outbound.js'
import type { Store } from '../store/open-store.js'
import type { Ownership } from './ownership.js'
import { type PackageEntry, toLabel } from './package-check.js'
import { PACKAGE_CHECKS } from './package-checks.js'
import type { PackageUpstream, PackageUpstreams } from './package-upstreams.js'
import { insertProvenPackage, isProvenPackage, toProvenPackage } from './proven-packages.js'
import { upstreamUnavailable } from './refusals.js'

export interface OwnershipOptions {
  readonly outbound: Outbound
  readonly upstreams: PackageUpstreams
  readonly store: Pick<Store, 'db'>
  readonly clock: Clock
  /** Time limit for all packages of a document together. */
  readonly deadlineMs?: number
}

const MAX_CONCURRENT = 8
const MAX_REMEMBERED = 10_000

/** Verifies packages with their package registries. */
export function openOwnership({ outbound, upstreams, store, clock, deadlineMs = 40_000 }: OwnershipOptions): Ownership {
  const remembered = new LRUCache<string, true>({ max: MAX_REMEMBERED })
  const running = new Map<string, Promise<void>>()

  const proveOnce = async (entry: PackageEntry, type: PackageType, serverName: string): Promise<void> => {
    const proven = toProvenPackage(entry, serverName, upstreams[type])
    const key = JSON.stringify([proven, entry.fileSha256, entry.registryBaseUrl])
    if (remembered.has(key)) return
    const already = running.get(key)
    if (already) return already
    const run = async (): Promise<void> => {
      const check = PACKAGE_CHECKS[type]
      const isLasting = check.isLasting(entry)
      if (!isLasting || !(await isProvenPackage(store.db, proven))) {
        await check.check(entry, serverName, { outbound, upstreams })
        if (isLasting) await insertProvenPackage(store.db, proven, clock.now())
      }
      if (isLasting) remembered.set(key, true)
    }
    const started = run().finally(() => running.delete(key))
    running.set(key, started)
    return started
  }

  return {
    async prove({ name, packages = [] }: ServerJson, isProven = () => false) {
      if (packages.filter((entry) => !isProven(entry)).length > MAX_ITEMS.packages)
        throw new RegistryError(
          'rule-violated',
          `${name} has ${packages.length} packages. A server has at most ${MAX_ITEMS.packages}. Remove some.`,
        )
      const deadline = AbortSignal.timeout(deadlineMs)
      const outcomes = await mapConcurrently(packages, MAX_CONCURRENT, async (entry) => {
        if (isProven(entry)) return
        requireTexts(entry)
        const type = requireType(entry)
        requireRegistry(entry, upstreams[type])
        await before(deadline, entry, proveOnce(entry, type, name))
      })
      throwRefusals(packages, outcomes)
    },
  }
}

// A document that was stored before the present rules may contain values of other types, which an edit keeps.
function requireTexts({ identifier, version, registryBaseUrl, fileSha256 }: PackageEntry): void {
  const values: readonly unknown[] = [version, registryBaseUrl, fileSha256]
  if (typeof identifier === 'string' && values.every((value) => value === undefined || typeof value === 'string')) return
  throw new RegistryError(
    'package-invalid-identifier',
    'A package cannot be looked up unless its identifier, version, registryBaseUrl and fileSha256 are strings.',
  )
}

function requireType(entry: PackageEntry): PackageType {
  const type = PACKAGE_TYPES.find((known) => known === entry.registryType)
  if (type !== undefined) return type
  throw new RegistryError(
    'package-type-not-supported',
    `${toLabel(entry)} cannot be verified. ${toUnknownPackageTypeText(entry.registryType)}`,
  )
}

function requireRegistry(entry: PackageEntry, { baseUrl, registryBaseUrls }: PackageUpstream): void {
  const normal = (url: string): string => trimTrailingSlashes(url.toLowerCase())
  const given = entry.registryBaseUrl
  // The identifiers of images and files contain the host, which their own checks validate.
  if (given === undefined || baseUrl === '' || registryBaseUrls.some((known) => normal(known) === normal(given))) return
  throw new RegistryError(
    'package-registry-not-allowed',
    `${toLabel(entry)} names the registry ${given.slice(0, 200)}. This registry looks such packages up at ${baseUrl}: remove "registryBaseUrl", or set it to that URL.`,
  )
}

// Other requests may share the proof, so it continues after the deadline of one of them.
function before(deadline: AbortSignal, entry: PackageEntry, proof: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void =>
      reject(upstreamUnavailable(toLabel(entry), 'verifying all packages of the document took too long.'))
    proof.then(resolve, reject).finally(() => deadline.removeEventListener('abort', giveUp))
    if (deadline.aborted) giveUp()
    else deadline.addEventListener('abort', giveUp, { once: true })
  })
}

async function mapConcurrently<T>(
  items: readonly T[],
  limit: number,
  run: (item: T) => Promise<void>,
): Promise<readonly PromiseSettledResult<void>[]> {
  const outcomes: PromiseSettledResult<void>[] = []
  const queue = items.entries()
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) [outcomes[index]] = await Promise.allSettled([run(item)])
  }
  await Promise.all(Array.from({ length: limit }, work))
  return outcomes
}

function throwRefusals(packages: readonly PackageEntry[], outcomes: readonly PromiseSettledResult<void>[]): void {
  const errors: ProblemDetail[] = []
  let first: RegistryError | undefined
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue
    const reason: unknown = outcome.reason
    if (!(reason instanceof RegistryError)) throw reason
    first ??= reason
    errors.push({ message: reason.message, location: `packages[${index}]`, value: packages[index]?.identifier })
  }
  if (!first) return
  const options = {
    errors,
    cause: first,
    ...(first.retryAfterSeconds !== undefined && { retryAfterSeconds: first.retryAfterSeconds }),
  }
  throw new RegistryError(first.code, first.message, options)
}
