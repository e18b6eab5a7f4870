import { setTimeout } from 'node:timers/promises'
import { CURRENT_SCHEMA_DATE, toSchemaUrl } from '@mcp-registry/contract'
import type { Kind, Ledger } from './ledger.js'

export interface ClientsOptions {
  readonly url: string
  readonly names: readonly string[]
  readonly token: () => Promise<string>
  readonly ledger: Ledger
}

/** Starts each kind of client that a registry has. */
export function startClients({ url, names, token, ledger }: ClientsOptions): { stop(): Promise<void> } {
  const ending = new AbortController()
  const pending = new Set<Promise<void>>()
  let count = 0
  const loop = async (kind: Kind, pauseMs: number, send: (nth: number) => Promise<Response>) => {
    while (!ending.signal.aborted) {
      const sentAtMs = ledger.now()
      // Sends at fixed intervals, regardless of response times: independent clients do not wait for each other.
      const recorded = record(ledger, kind, sentAtMs, send(count++)).finally(() => pending.delete(recorded))
      pending.add(recorded)
      await setTimeout(pauseMs)
    }
  }
  const get = (path: string) => fetch(url + path)
  const loops = [
    // Pages that are unaffected by concurrent publications.
    loop('cached read', 5, (nth) => get(`/v0.1/servers?limit=30&cursor=io.github.${'bdfgklmn'[nth % 8]}/x:0`)),
    // Each cursor is used only once, so the response is never cached.
    loop('uncached read', 20, (nth) =>
      get(`/v0.1/servers?limit=30&cursor=${encodeURIComponent(`${names[nth % names.length]}:${nth}`)}`),
    ),
    loop('publish', 50, async (nth) => publish(url, await token(), `com.outage-${nth % 50}/server`, nth)),
  ]
  return {
    async stop() {
      ending.abort()
      await Promise.all(loops)
      await Promise.all(pending)
    },
  }
}

async function record(ledger: Ledger, kind: Kind, sentAtMs: number, sent: Promise<Response>): Promise<void> {
  try {
    const response = await sent
    await response.arrayBuffer()
    ledger.add({ kind, status: response.status, isMarkedStale: response.headers.has('warning') }, sentAtMs)
  } catch {
    ledger.add({ kind, status: 0, isMarkedStale: false }, sentAtMs)
  }
}

function publish(url: string, token: string, name: string, nth: number): Promise<Response> {
  return fetch(`${url}/v0.1/publish`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
      name,
      description: 'Published while the database comes and goes.',
      version: `1.0.${nth}`,
    }),
  })
}
