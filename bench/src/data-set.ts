import { OFFICIAL_META_KEY } from '@mcp-registry/contract'
import { createNames, type ServerIdentity } from './data/names.js'
import { planVersions, type VersionPlan } from './data/plan-versions.js'
import { createRandom, type Random } from './data/random.js'
import type { Template } from './data/templates.js'
import { drawWord } from './data/words.js'

export interface DataSet {
  readonly versions: number
  readonly templates: readonly Template[]
  readonly seed: number
  /** The end of the year over which the versions were published. */
  readonly until: Date
  /** `name`: in list order, as from another registry. `publication`: in publication order, as if published to this registry. */
  readonly order: 'name' | 'publication'
}

/** The default end of the publication year. It is fixed, so that the same command generates the same bytes. */
export const DEFAULT_UNTIL = new Date('2026-01-01T00:00:00Z')

/** Entries in the import format, one JSON line each: generated names and words in the shape and size of the templates. */
export function* listEntries(dataSet: DataSet): Generator<string, void, undefined> {
  const random = createRandom(dataSet.seed)
  const plan = planVersions(dataSet.versions, dataSet.until.getTime(), random)
  const nextName = createNames(random)
  const identities = plan.counts.map(() => nextName())
  for (const index of toOrder(dataSet.order, plan, identities)) {
    const server = plan.servers[index] ?? 0
    const identity = identities[server]
    if (identity) yield JSON.stringify(toEntry(dataSet, plan, index, identity))
  }
}

function toOrder(order: DataSet['order'], plan: VersionPlan, identities: readonly ServerIdentity[]): Uint32Array {
  const indexes = Uint32Array.from(plan.servers.keys())
  if (order === 'publication') return indexes.sort((a, b) => (plan.updatedAtMs[a] ?? 0) - (plan.updatedAtMs[b] ?? 0))
  const byName = identities.map(({ name }, server) => ({ name, server })).sort((a, b) => (a.name < b.name ? -1 : 1))
  const ranks = new Uint32Array(byName.length)
  byName.forEach(({ server }, rank) => (ranks[server] = rank))
  // The versions of a server are already in ordinal order, and the sort is stable.
  return indexes.sort((a, b) => (ranks[plan.servers[a] ?? 0] ?? 0) - (ranks[plan.servers[b] ?? 0] ?? 0))
}

function toEntry({ seed, templates }: DataSet, plan: VersionPlan, index: number, identity: ServerIdentity): unknown {
  const server = plan.servers[index] ?? 0
  const ordinal = plan.ordinals[index] ?? 0
  const isLatest = ordinal + 1 === plan.counts[server]
  // Seeded by the server rather than the version, so that the versions of a server resemble each other.
  const random = createRandom(seed * 1_000_003 + server)
  const version = `${random.below(2)}.${Math.floor(ordinal / 10)}.${ordinal % 10}`
  const template = templates[random.below(templates.length)] ?? {}
  const at = `${new Date(plan.updatedAtMs[index] ?? 0).toISOString().slice(0, -1)}${String(index % 1000).padStart(3, '0')}Z`
  const status = isLatest ? 'active' : toStatus(index)
  return {
    server: toDocument(template, identity, version, random),
    _meta: { [OFFICIAL_META_KEY]: { status, statusChangedAt: at, publishedAt: at, updatedAt: at, isLatest } },
  }
}

function toStatus(index: number): string {
  if (index % 50 === 0) return 'deleted'
  return index % 50 === 1 ? 'deprecated' : 'active'
}

/** Replaces everything in the template that distinguishes servers; the order of its keys stays. */
function toDocument(template: Template, { name, owner, server }: ServerIdentity, version: string, random: Random): unknown {
  const description = makeDescription(random)
  const document: Record<string, unknown> = { ...template, name, description, version }
  if (typeof template['title'] === 'string') document['title'] = `${drawWord(random)} ${drawWord(random)}`
  if (isFilled(template['repository'])) {
    document['repository'] = { ...template['repository'], url: `https://github.com/${owner}/${server}` }
  }
  const { packages, remotes } = template
  if (Array.isArray(packages))
    document['packages'] = packages.map((part) => ({ ...part, identifier: `@${owner}/${server}`, version }))
  if (Array.isArray(remotes)) {
    document['remotes'] = remotes.map((part, nth) => ({ ...part, url: `https://${server}.${owner}.example/mcp/${nth}` }))
  }
  return document
}

function isFilled(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

const MAX_DESCRIPTION = 100

/** Like real descriptions, nearly all contain "mcp" or "server", and some contain both. */
function makeDescription(random: Random): string {
  const words = Array.from({ length: 5 + random.below(7) }, () => drawWord(random))
  if (random.next() < 0.8) words.splice(random.below(3), 0, 'MCP')
  if (random.next() < 0.75) words.splice(1 + random.below(3), 0, 'server')
  const text = `${words.join(' ').slice(0, MAX_DESCRIPTION - 1)}.`
  return text.charAt(0).toUpperCase() + text.slice(1)
}
