import { Resolver } from 'node:dns/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { ImportModule } from './keys/require-sdk.js'

/** The host functions that publisher commands use, besides streams and environment variables. */
export interface Host {
  /** The directory against which relative paths are resolved. */
  readonly cwd: string
  readonly fetch: typeof fetch
  readonly now: () => Date
  /** Rejects when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** The TXT records of a domain, each as an array of strings. Rejects with the error code of the resolver. */
  readonly resolveTxt: (domain: string) => Promise<string[][]>
  readonly importModule: ImportModule
}

/** The host functions of the current process. */
export function toProcessHost(): Host {
  return {
    cwd: process.cwd(),
    fetch,
    now: () => new Date(),
    sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
    // A new resolver for each lookup, to bypass its cache.
    resolveTxt: (domain) => new Resolver({ timeout: 5_000, tries: 2 }).resolveTxt(domain),
    importModule: (name) => import(name) as Promise<object>,
  }
}
