import { OFFICIAL_META_KEY, type OfficialMeta } from '@mcp-registry/contract'

/** Renders the `_meta` of a version that was published here, in wire form. */
export function renderMeta(official: OfficialMeta): string {
  return JSON.stringify({ [OFFICIAL_META_KEY]: inOrder({ ...official }) })
}

/** Replaces some of the official fields and leaves the rest unchanged; undefined removes a field. */
export function patchMeta(meta: string, patch: { [K in keyof OfficialMeta]?: OfficialMeta[K] | undefined }): string {
  const whole = JSON.parse(meta) as Record<string, unknown>
  return JSON.stringify({ ...whole, [OFFICIAL_META_KEY]: inOrder({ ...toOfficial(whole), ...patch }) })
}

/** The official part of an arbitrary `_meta`. */
export function toOfficial(meta: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const official = meta[OFFICIAL_META_KEY]
  return typeof official === 'object' && official !== null ? (official as Record<string, unknown>) : {}
}

/** Puts the fields in the same order for every row; unknown ones come last. */
export function inOrder(official: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { status, statusMessage, statusChangedAt, publishedAt, updatedAt, isLatest, ...others } = official
  return { status, statusMessage, statusChangedAt, publishedAt, updatedAt, isLatest, ...others }
}
