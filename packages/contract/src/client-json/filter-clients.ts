import type { ClientFact } from './client-facts.js'
import type { ClientJson } from './client-json.js'
import type { ClientsQuery } from './client-list.js'

/** The clients that match all filters, in their order. What no source says counts as not supported. Source: docs/clients.md. */
export function filterClients(
  clients: readonly ClientJson[],
  { feature, transport, platform, category, q = '' }: ClientsQuery,
): readonly ClientJson[] {
  const words = q.toLowerCase().split(/\s+/)
  return clients.filter(
    (client) =>
      (feature === undefined || isSupported(client.features[feature])) &&
      (transport === undefined || isSupported(client.transports[transport])) &&
      (platform === undefined || client.platforms.includes(platform)) &&
      (category === undefined || client.category === category) &&
      hasWords(client, words),
  )
}

/** Whether the client supports it, at least partly. */
export function isSupported({ support }: ClientFact): boolean {
  return support === 'full' || support === 'partial'
}

/** Compares clients by the part of the id after the slash, then by the whole id: the order of every list of clients. */
export function compareClients({ id: a }: Pick<ClientJson, 'id'>, { id: b }: Pick<ClientJson, 'id'>): number {
  return compareTexts(toClientName(a), toClientName(b)) || compareTexts(a, b)
}

/** The part of the id of a client after the slash: `vscode`. */
export function toClientName(id: string): string {
  return id.slice(id.indexOf('/') + 1)
}

function hasWords({ id, title, vendor, description = '' }: ClientJson, words: readonly string[]): boolean {
  const text = `${id}\n${title}\n${vendor}\n${description}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
