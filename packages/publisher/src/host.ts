import { Resolver } from 'node:dns/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { ImportModule } from './keys/require-sdk.js'

/** What the commands of the publisher use of their host, besides streams and environment. */
export interface Host {
  /** The folder that relative paths start from. */
  readonly cwd: string
  readonly fetch: typeof fetch
  readonly now: () => Date
  /** Rejects as soon as the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** The TXT records of a domain, each as the strings it is made of. Rejects with the code of the resolver. */
  readonly resolveTxt: (domain: string) => Promise<string[][]>
  readonly importModule: ImportModule
}

/** The host as this process sees it. */
export function toProcessHost(): Host {
  return {
    cwd: process.cwd(),
    fetch,
    now: () => new Date(),
    sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
    // A resolver of its own: it does not remember earlier answers.
    resolveTxt: (domain) => new Resolver({ timeout: 5_000, tries: 2 }).resolveTxt(domain),
    importModule: (name) => import(name) as Promise<object>,
  }
}
