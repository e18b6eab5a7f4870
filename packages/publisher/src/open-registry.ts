import { createRegistryClient, type RegistryClient } from '@mcp-registry/client'
import { PUBLISHER_VERSION } from './version.js'
import type { Host } from './host.js'

/** The timeout is long because a registry looks up every package of a document before it responds. */
const TIMEOUT_MS = 120_000

/** The registry of a login: its URL, and a client for it. */
export interface Registry {
  readonly url: string
  readonly client: RegistryClient
}

/** Opens a registry by its URL, without a trailing slash. */
export function openRegistry({ fetch: send, sleep, now }: Pick<Host, 'fetch' | 'now' | 'sleep'>, url: string): Registry {
  const never = new AbortController().signal
  const client = createRegistryClient({
    baseUrl: url,
    // A redirect would send a token or a proof to another host.
    fetch: (input, init) => send(input, { ...init, redirect: 'error' }),
    retry: { sleep: (milliseconds, signal) => sleep(milliseconds, signal ?? never) },
    cache: false,
    timeoutMs: TIMEOUT_MS,
    userAgent: `mcp-publisher/${PUBLISHER_VERSION}`,
    now: () => now().getTime(),
  })
  return { url, client }
}
