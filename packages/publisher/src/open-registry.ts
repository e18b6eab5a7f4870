import { createRegistryClient, type RegistryClient } from '@mcp-registry/client'
import { PUBLISHER_VERSION } from './version.js'
import type { Host } from './host.js'

/** A registry looks at every package of a document before it answers. */
const TIMEOUT_MS = 120_000

/** The registry of one login: its URL, and a client for it. */
export interface Registry {
  readonly url: string
  readonly client: RegistryClient
}

/** A registry by its URL, without a slash at the end. */
export function openRegistry({ fetch: send, sleep, now }: Pick<Host, 'fetch' | 'now' | 'sleep'>, url: string): Registry {
  const never = new AbortController().signal
  const client = createRegistryClient({
    baseUrl: url,
    // A redirect would carry a token or a proof to another place.
    fetch: (input, init) => send(input, { ...init, redirect: 'error' }),
    retry: { sleep: (milliseconds, signal) => sleep(milliseconds, signal ?? never) },
    cache: false,
    timeoutMs: TIMEOUT_MS,
    userAgent: `mcp-publisher/${PUBLISHER_VERSION}`,
    now: () => now().getTime(),
  })
  return { url, client }
}
