import { isPrerelease, OFFICIAL_META_KEY, type OfficialMeta, type ServerResponse } from '@mcp-registry/contract'

/** The registry metadata of an entry; undefined if the registry omits it. */
export function findOfficial({ _meta }: ServerResponse): OfficialMeta | undefined {
  return _meta[OFFICIAL_META_KEY]
}

/** `active`, or `deprecated: use 2.0.0`. */
export function toStatusText(entry: ServerResponse): string {
  const official = findOfficial(entry)
  if (official === undefined) return ''
  return official.statusMessage === undefined ? official.status : `${official.status}: ${official.statusMessage}`
}

/** What precedes the description of an entry in a list: `(deprecated: use 2.0.0)`, `(pre-release)`. */
export function toNotes(entry: ServerResponse): string[] {
  const status = findOfficial(entry)?.status ?? 'active'
  return [...(status === 'active' ? [] : [`(${toStatusText(entry)})`]), ...listPrereleaseNotes(entry.server)]
}

/** `(pre-release)` for such a version, otherwise nothing. */
export function listPrereleaseNotes({ version }: ServerResponse['server']): string[] {
  return isPrerelease(version) ? ['(pre-release)'] : []
}

/** The date of a timestamp. */
export function toDay(timestamp: string | undefined): string {
  return timestamp?.slice(0, 10) ?? ''
}
