import { setTimeout } from 'node:timers/promises'
import type { ServerList, ServerResponse } from '@mcp-registry/contract'
import type { Random } from '../data/random.js'
import type { Log } from './writer.js'
import type { Expected } from './expected.js'

export interface ProbeOptions {
  readonly label: string
  readonly url: string
  readonly fetch: typeof fetch
  readonly log: Log
  readonly expected: Expected
  readonly random: Random
  readonly signal: AbortSignal
}

/** Reads a server, its versions or a search at random, often conditionally; at a given URL, a row must never go back in time. */
export async function runProbe({ label, url, fetch, log, expected, random, signal }: ProbeOptions): Promise<void> {
  const tags = new Map<string, string>()
  while (!signal.aborted) {
    const path = drawPath(log, random)
    const tag = random.below(2) === 0 ? tags.get(path) : undefined
    const response = await fetch(url + path, tag === undefined ? {} : { headers: { 'if-none-match': tag } })
    if (response.status === 304 && tag === undefined) expected.fault(`${path}: 304 without a condition`)
    if (response.status === 200) {
      const answer = (await response.json()) as ServerList | ServerResponse
      for (const entry of 'servers' in answer ? answer.servers : [answer]) expected.hear(entry, path, `${label} ${path}`)
      tags.set(path, response.headers.get('etag') ?? '')
    }
    await setTimeout(random.below(20))
  }
}

function drawPath(log: Log, random: Random): string {
  const name = random.pick(log.names)
  const versions = log.versions.get(name) ?? []
  const version = versions[random.below(versions.length)] ?? 'latest'
  const server = `/v0.1/servers/${encodeURIComponent(name)}/versions`
  return random.pick([
    `${server}/${encodeURIComponent(version)}?include_deleted=true`,
    `${server}?include_deleted=true`,
    `/v0.1/servers?search=${encodeURIComponent(name)}&include_deleted=true&limit=100`,
    `/v0.1/servers?limit=100&include_deleted=true&cursor=${encodeURIComponent(`${name}:0`)}`,
  ])
}
