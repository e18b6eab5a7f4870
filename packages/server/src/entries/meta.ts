import { OFFICIAL_META_KEY, type OfficialMeta } from '@mcp-registry/contract'

/** The wire form of the `_meta` of a version that was published here. */
export function renderMeta(official: OfficialMeta): string {
  return JSON.stringify({ [OFFICIAL_META_KEY]: inOrder({ ...official }) })
}

/** The wire form with some of the official fields changed, the rest as it was; undefined removes a field. */
export function patchMeta(meta: string, patch: { [K in keyof OfficialMeta]?: OfficialMeta[K] | undefined }): string {
  const whole = JSON.parse(meta) as Record<string, unknown>
  return JSON.stringify({ ...whole, [OFFICIAL_META_KEY]: inOrder({ ...toOfficial(whole), ...patch }) })
}

/** The official part of a `_meta` that may be anything. */
export function toOfficial(meta: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const official = meta[OFFICIAL_META_KEY]
  return typeof official === 'object' && official !== null ? (official as Record<string, unknown>) : {}
}

/** The order of the fields is the same in every row; unknown ones follow. */
export function inOrder(official: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { status, statusMessage, statusChangedAt, publishedAt, updatedAt, isLatest, ...others } = official
  return { status, statusMessage, statusChangedAt, publishedAt, updatedAt, isLatest, ...others }
}
