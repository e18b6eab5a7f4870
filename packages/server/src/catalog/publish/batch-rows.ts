import { foldServerName } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import type { Database, VersionsTable } from '../../store/database.js'
import type { Addition } from './decide-publications.js'
import { stamp } from '../rows/pending-rows.js'
import { renderMeta } from '../../entries/meta.js'
import type { Change } from '../rows/next-change.js'
import { toSearchText } from '../../search/index/search-words.js'
import { toKeyText, type VersionKey } from '../rows/server-versions.js'
import { insertVersions, replaceVersions } from '../rows/write-versions.js'

/** The rows that a batch of publications changes, in their state after each publication. Only the last state of each row is written. */
export class BatchRows {
  readonly #rows = new Map<string, VersionsTable>()
  readonly #added = new Set<string>()
  readonly #replaced = new Set<string>()

  /** Adds rows that exist in the database. */
  load(rows: readonly VersionsTable[]): void {
    for (const row of rows) this.#rows.set(toKeyText(row), row)
  }

  get(key: VersionKey): VersionsTable {
    const row = this.#rows.get(toKeyText(key))
    if (!row) throw new Error(`a locked version of ${key.name} vanished`)
    return row
  }

  /** Adds the row of a published version and moves the `latest` flags. */
  add({ publication, isLatest, moved }: Addition, { firstNumber, at }: Change): void {
    const { name, version, document } = publication
    const own: VersionsTable = {
      name,
      version,
      folded_name: foldServerName(name),
      document: document.text,
      meta: renderMeta({ status: 'active', statusChangedAt: at, publishedAt: at, updatedAt: at, isLatest }),
      status: 'active',
      status_message: null,
      status_changed_at: at,
      published_at: at,
      updated_at: at,
      is_latest: isLatest,
      change_number: firstNumber,
      search_text: toSearchText(document.server),
      origin: 'published',
    }
    this.#rows.set(toKeyText(own), own)
    this.#added.add(toKeyText(own))
    for (const [nth, move] of moved.entries()) {
      const row = { ...this.get(move), is_latest: move.isLatest }
      this.#rows.set(toKeyText(row), stamp({ kind: 'latest-changed', row }, firstNumber + 1 + nth, at))
      if (!this.#added.has(toKeyText(row))) this.#replaced.add(toKeyText(row))
    }
  }

  async write(tx: Transaction<Database>): Promise<void> {
    const list = (keys: ReadonlySet<string>) => [...this.#rows].filter(([key]) => keys.has(key)).map(([, row]) => row)
    // Clear the old latest flag before inserting the row that takes it over.
    await replaceVersions(tx, list(this.#replaced))
    await insertVersions(tx, list(this.#added))
  }
}
