import type { Result } from '@mcp-registry/contract'

/** An object in a configuration file. */
export type Fields = Readonly<Record<string, unknown>>

/** The entry that is set in a file. */
export interface NewEntry {
  readonly fields: Fields
  /** Fields that are added only if there is no entry of that name yet. */
  readonly initialFields?: Fields
  /** The fields that belong to the writer: those of them that are not in `fields` are removed. All others are kept. */
  readonly managed: readonly string[]
}

/** The text of a configuration file, edited in place: unchanged parts keep their comments, order and white space. */
export interface SettingsFile {
  readonly text: string
  /** The properties of the object at a path of keys; none if it is missing or another value. */
  readEntries(path: readonly string[]): ReadonlyMap<string, unknown>
  /** Sets an entry of the object at a path of keys. */
  setEntry(path: readonly string[], name: string, entry: NewEntry): Result<SettingsFile>
  /** Removes an entry of the object at a path of keys; the same file if there is none. */
  removeEntry(path: readonly string[], name: string): Result<SettingsFile>
  /** The items with an `id` of the list under a key of the root. */
  readListed(key: string): readonly (Fields & { readonly id: string })[]
  /** Adds an item to the list under a key of the root, or replaces the item with the same `id`. */
  setListed(key: string, item: Fields & { readonly id: string }): Result<SettingsFile>
  /** Removes the items of the list under a key of the root whose `id` is listed. */
  removeListed(key: string, ids: ReadonlySet<string>): SettingsFile
}
