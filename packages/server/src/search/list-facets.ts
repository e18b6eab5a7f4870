import type { SearchFacets } from '@mcp-registry/contract'

const MAX_VALUES = 50

/** Converts counts by `kind:value` into lists, most frequent first. */
export function listFacets(counts: Readonly<Record<string, number>>): SearchFacets {
  const ofKind = (kind: string) =>
    Object.entries(counts)
      .filter(([facet]) => facet.startsWith(`${kind}:`))
      .map(([facet, count]) => ({ value: facet.slice(kind.length + 1), count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, MAX_VALUES)
  return {
    packageTypes: ofKind('package'),
    transports: ofKind('transport'),
    capabilities: ofKind('capability'),
    statuses: ofKind('status'),
  }
}
