import { createHash } from 'node:crypto'
import { OFFICIAL_META_KEY, type ServerResponse } from '@mcp-registry/contract'

/** A state of one row that someone wrote or saw. */
export interface RowState {
  readonly updatedAt: string
  readonly text: string
}

/**
 * Hears every answer and tells which of them cannot be: an entry that mixes two states, a state that no writer made, one time with
 * two states, one tag with two bodies.
 */
export class Expected {
  /** Of each token that a writer put into a document: the version it was for. */
  readonly #tokens = new Map<string, string>()
  readonly #states = new Map<string, string>()
  readonly #bodies = new Map<string, string>()
  readonly #seen = new Map<string, string>()
  readonly faults: string[] = []
  readonly counts: Record<string, number> = { entries: 0, answers: 0, 'not modified': 0 }

  /** Announces a document before it is sent: from then on it may be seen. */
  announce(token: string, name: string, version: string): void {
    this.#tokens.set(token, toKey(name, version))
  }

  fault(text: string): void {
    if (this.faults.length < 1_000) this.faults.push(text)
  }

  /** An entry in an answer. With `reader`, the name of a sequence of answers in which a row must never go back in time. */
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

  /** The same tag must always mean the same bytes. */
  hearBody(tag: string, body: string, where: string): void {
    const digest = createHash('sha256').update(body).digest('base64')
    // The encoding is no part of what is told.
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

/** What tells rows apart. */
export function toKey(name: string, version: string): string {
  return `${name}@${version}`
}
