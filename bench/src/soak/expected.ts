import { createHash } from 'node:crypto'
import { OFFICIAL_META_KEY, type ServerResponse } from '@mcp-registry/contract'

/** A state of one row that was written or read. */
export interface RowState {
  readonly updatedAt: string
  readonly text: string
}

/**
 * Checks every response and reports impossible ones: an entry that mixes two states, a state that no writer produced, two states with the
 * same time, two bodies with the same ETag.
 */
export class Expected {
  /** The version for which a writer put each token into a document. */
  readonly #tokens = new Map<string, string>()
  readonly #states = new Map<string, string>()
  readonly #bodies = new Map<string, string>()
  readonly #seen = new Map<string, string>()
  readonly faults: string[] = []
  readonly counts: Record<string, number> = { entries: 0, answers: 0, 'not modified': 0 }

  /** Records a document before it is sent, since it may be visible from then on. */
  announce(token: string, name: string, version: string): void {
    this.#tokens.set(token, toKey(name, version))
  }

  fault(text: string): void {
    if (this.faults.length < 1_000) this.faults.push(text)
  }

  /** Checks an entry in a response. `reader` names a sequence of responses in which a row must never go back in time. */
  hear(entry: ServerResponse, where: string, reader?: string): RowState {
    this.count('entries')
    const { name, version, description, title, websiteUrl } = entry.server
    const key = toKey(name, version)
    const official = entry._meta[OFFICIAL_META_KEY]
    const updatedAt = official?.updatedAt ?? ''
    const tokens = new Set([description.split(' ')[1], title?.split(' ')[1], websiteUrl?.split('/').at(-1)])
    const [token = ''] = tokens
    if (tokens.size !== 1) this.fault(`${where}: ${key} mixes documents: ${[...tokens].join(', ')}`)
    else if (this.#tokens.get(token) !== key) this.fault(`${where}: ${key} has the document ${token}, which nobody made for it`)
    const message = official?.statusMessage
    if (message !== undefined && message.split(' ')[0] !== official?.status)
      this.fault(`${where}: ${key} is ${official?.status} with the message "${message}"`)

    const text = JSON.stringify([entry.server, official])
    const known = this.#states.get(`${key} ${updatedAt}`)
    if (known === undefined) this.#states.set(`${key} ${updatedAt}`, text)
    else if (known !== text) this.fault(`${where}: ${key} has two states at ${updatedAt}:\n  ${known}\n  ${text}`)
    if (reader !== undefined) this.#requireOrder(`${reader} ${key}`, updatedAt, where)
    return { updatedAt, text }
  }

  /** Checks that an ETag always identifies the same bytes. */
  hearBody(tag: string, body: string, where: string): void {
    const digest = createHash('sha256').update(body).digest('base64')
    // The content encoding is not part of the comparison.
    const key = tag.replace(/-(?:br|gzip)"$/, '"')
    const known = this.#bodies.get(key)
    if (known === undefined) this.#bodies.set(key, digest)
    else if (known !== digest) this.fault(`${where}: two bodies under the tag ${tag}`)
  }

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1
  }

  #requireOrder(key: string, updatedAt: string, where: string): void {
    const last = this.#seen.get(key)
    if (last !== undefined && last > updatedAt) this.fault(`${where}: ${key} went back from ${last} to ${updatedAt}`)
    this.#seen.set(key, updatedAt)
  }
}

/** The unique key of a row. */
export function toKey(name: string, version: string): string {
  return `${name}@${version}`
}
