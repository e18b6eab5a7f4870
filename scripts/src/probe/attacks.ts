import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { CURRENT_SCHEMA_DATE, toSchemaUrl } from '@mcp-registry/contract'

export interface Target {
  readonly url: string
  readonly nextToken: () => Promise<string>
}

export interface Attack {
  readonly name: string
  /** Sends the requests, and counts the responses by status. */
  readonly run: (target: Target) => Promise<Readonly<Record<string, number>>>
}

/** A host that has only an IPv6 address, to which the machine has no route. */
export const IPV6_HOST = { name: 'ipv6.example.com', address: '2606:4700:4700::1111' } as const

const EXTENSION = '/v0.1/x/io.modelcontextprotocol.registry'
const LIST_CURSOR = 1
const SEARCH_CURSOR = 2

export const BASE = {
  $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
  name: 'z.example/attack',
  description: 'Measures what others notice of an attack.',
  version: '1.0.0',
}

export const ATTACKS: readonly Attack[] = [
  { name: 'proof of a host with an AAAA record only', run: (target) => repeat(20, 4, () => proveIpv6Host(target)) },
  { name: 'forged cursors', run: (target) => repeat(2_000, 8, (nth) => get(target, toForgedUrl(nth))) },
  { name: '1 MB of {} in packages', run: (target) => repeat(40, 4, (nth) => sendDocument(target, nth, EMPTY_PACKAGES)) },
  { name: 'a remote URL of 50,000 slashes', run: (target) => repeat(40, 4, (nth) => sendDocument(target, nth, SLASHES)) },
  { name: 'long searches', run: (target) => repeat(400, 8, (nth) => get(target, toSearchUrl(nth))) },
  { name: '8,000 unknown parameters of 15 kB', run: (target) => repeat(8_000, 8, (nth) => get(target, toPaddedUrl(nth))) },
  {
    name: '280 versions of 120 kB, then 6 readers of all',
    run: async (target) => {
      const published = await repeat(280, 4, (nth) => send(target, '/v0.1/publish', toLargeDocument(nth)))
      const path = `/v0.1/servers/${encodeURIComponent(LARGE_NAME)}/versions`
      const read = await repeat(6, 6, () => get(target, path))
      return { ...prefix('published', published), ...prefix('read', read) }
    },
  },
]

const EMPTY_PACKAGES = JSON.stringify({ ...BASE, packages: Array.from({ length: 340_000 }, () => ({})) })
const SLASHES = JSON.stringify({ ...BASE, remotes: [{ type: 'sse', url: `https://h/${'/'.repeat(50_000)}x` }] })
const LARGE_NAME = 'z.example/large'

async function proveIpv6Host(target: Target): Promise<string> {
  const proof = { domain: IPV6_HOST.name, timestamp: new Date().toISOString(), signed_timestamp: 'ab'.repeat(64) }
  return send(target, '/v0.1/auth/http', JSON.stringify(proof))
}

function toForgedUrl(nth: number): string {
  const values: readonly unknown[] = [true, 5, null, '', 'a', [], {}, '\0', 1e300, '9999-12-31T00:00:00Z']
  const pick = (position: number) => values[(nth * 7 + position * (1 + (nth % 9))) % values.length]
  const payload = nth % 5 === 0 ? [] : [true, 5, ...Array.from({ length: 5 }, (_, position) => pick(position))]
  if (nth % 3 === 0) {
    const forged = { search: { q: pick(0), filters: pick(1) }, after: { score: pick(2), name: pick(3) } }
    return `${EXTENSION}/search?cursor=${encodeCursor(SEARCH_CURSOR, forged)}`
  }
  const exact = [true, 5, null, null, null, null, null]
  return `/v0.1/servers?limit=30&cursor=${encodeCursor(LIST_CURSOR, nth % 2 === 0 ? exact : payload)}`
}

// The checksum is not a secret.
function encodeCursor(format: number, value: unknown): string {
  const payload = Buffer.from(JSON.stringify(value))
  const checksum = createHash('sha256').update(payload).digest().subarray(0, 4)
  return Buffer.concat([Buffer.from([format]), checksum, payload]).toString('base64url')
}

function toSearchUrl(nth: number): string {
  const texts = [
    'a '.repeat(20_000),
    'aB'.repeat(50_000),
    'a '.repeat(4_000),
    'aB'.repeat(7_000),
    'aB'.repeat(100),
    'ab '.repeat(20),
  ]
  const text = encodeURIComponent(`${nth} ${texts[nth % texts.length]}`)
  return nth % 2 === 0 ? `/v0.1/servers?search=${text}` : `${EXTENSION}/search?q=${text}`
}

function toPaddedUrl(nth: number): string {
  return `/v0.1/servers?limit=1&version=x${nth}&pad=${'p'.repeat(15_000)}`
}

function toLargeDocument(nth: number): string {
  const environmentVariables = Array.from({ length: 29 }, (_, index) => ({ name: `V${index}`, description: 'd'.repeat(4_000) }))
  const transport = { type: 'stdio' }
  const packages = [{ registryType: 'npm', identifier: 'large', version: '1.0.0', transport, environmentVariables }]
  return JSON.stringify({ ...BASE, name: LARGE_NAME, version: `1.0.${nth}`, packages })
}

function sendDocument(target: Target, nth: number, body: string): Promise<string> {
  return send(target, nth % 2 === 0 ? '/v0.1/validate' : '/v0.1/publish', body)
}

/** Publishes or validates a document with a new token; resolves with the status. */
export async function send({ url, nextToken }: Target, path: string, body: string): Promise<string> {
  const headers = { authorization: `Bearer ${await nextToken()}`, 'content-type': 'application/json' }
  return readStatus(fetch(url + path, { method: 'POST', headers, body }))
}

function get({ url }: Target, path: string): Promise<string> {
  return readStatus(fetch(url + path))
}

async function readStatus(sent: Promise<Response>): Promise<string> {
  try {
    const response = await sent
    await response.body?.pipeTo(new WritableStream())
    return String(response.status)
  } catch {
    return 'no response'
  }
}

/** Sends a number of requests, `atOnce` of them concurrently, and counts their outcomes. */
async function repeat(times: number, atOnce: number, request: (nth: number) => Promise<string>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  let next = 0
  const work = async () => {
    while (next < times) {
      const outcome = await request(next++)
      counts[outcome] = (counts[outcome] ?? 0) + 1
      await setImmediate()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return counts
}

function prefix(name: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([outcome, count]) => [`${name} ${outcome}`, count]))
}
