export type JsonRecord = Readonly<Record<string, unknown>>

/**
 * The official metadata of an entry, with the current field names: early registries wrote them in snake_case and stored the status in the
 * document.
 */
export function toCurrentOfficial(official: JsonRecord, server: JsonRecord): JsonRecord {
  const current = Object.fromEntries(Object.entries(official).map(([key, value]) => [CURRENT_NAMES[key] ?? key, value]))
  return Object.hasOwn(current, 'status') || !Object.hasOwn(server, 'status') ? current : { status: server['status'], ...current }
}

const CURRENT_NAMES: Readonly<Record<string, string>> = {
  status_message: 'statusMessage',
  status_changed_at: 'statusChangedAt',
  published_at: 'publishedAt',
  updated_at: 'updatedAt',
  is_latest: 'isLatest',
}
