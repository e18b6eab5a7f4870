import type { Status } from '@mcp-registry/contract'
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** The tables. Timestamps are RFC 3339 texts in UTC with six fractional digits on both ways (see column-types.ts). */
export interface Database {
  versions: VersionsTable
  search_texts: SearchTextsTable
  change_clock: ChangeClockTable
  github_accounts: GithubAccountsTable
  used_signatures: UsedSignaturesTable
  denied_namespaces: DeniedNamespacesTable
  proven_packages: ProvenPackagesTable
  audit_log: AuditLogTable
  publisher_policies: PublisherPoliciesTable
  search_entries: SearchEntriesTable
  search_words: SearchWordsTable
  registry_counts: RegistryCountsTable
  takedowns: TakedownsTable
  hidden_versions: HiddenVersionsTable
}

/** One published or imported version. */
export interface VersionsTable {
  name: string
  version: string
  /** The form of the name in which two spellings are equal. */
  folded_name: string
  /** The document as it is served: minified, key order and number spelling kept. */
  document: string
  /** The wire form of the value of `_meta`, rendered when it was written. */
  meta: string
  status: Status
  status_message: string | null
  status_changed_at: string
  published_at: string
  updated_at: string
  is_latest: boolean
  /** Of the last visible change of this row; grows in commit order over the whole table. */
  change_number: number
  /** Name, title and description in lower case, one to a line. */
  search_text: string
  origin: Origin
}

/** Whether a publisher sent the version, or a mirror took it over. */
export type Origin = 'published' | 'imported'

/** What the search of the list looks through to find the names whose versions may match. */
export interface SearchTextsTable {
  name: string
  /** The distinct search texts of its versions, also former ones; null when they are too long for an index. */
  search_text: string | null
}

/** One row: the number and time of the last change. */
export interface ChangeClockTable {
  id: ColumnType<boolean, never, never>
  number: Generated<number>
  at: Generated<string>
  /** Changes whenever numbers may have gone back. */
  epoch: string
  /** The database that wrote the clock, as JSON: see catalog/change-clock.ts. Null until a server has started. */
  origin: string | null
}

/** The account that each GitHub login belonged to when it was first seen. */
export interface GithubAccountsTable {
  folded_login: string
  account_id: number
  first_seen_at: string
}

/** Proofs that were used, until they expire by themselves. */
export interface UsedSignaturesTable {
  digest: string
  expires_at: string
}

/** Namespaces, in lower case, that are denied with all below them. */
export interface DeniedNamespacesTable {
  namespace: string
  reason: string
  denied_at: string
  denied_by: string
}

/** Packages that named a server as theirs, in a version that cannot change. */
export interface ProvenPackagesTable {
  folded_name: string
  registry_type: string
  /** Of the registry that was asked; empty where the identifier says where. */
  registry_url: string
  identifier: string
  /** Empty where the identifier says which. */
  package_version: string
  proven_at: string
}

/** Who did, or tried, what to which version. The database refuses to change or delete a row. */
export interface AuditLogTable {
  id: GeneratedAlways<number>
  at: string
  request_id: string
  address: string
  method: string | null
  subject: string | null
  /** The permissions of the token, as JSON, and how many more it had. */
  permissions: string | null
  omitted_permissions: Generated<number>
  action: string
  server_name: string | null
  /** The form of the name in which two spellings are equal; made by the database. */
  folded_server_name: GeneratedAlways<string | null>
  server_version: string | null
  outcome: 'done' | 'refused'
  /** Of the refusal. */
  code: string | null
  detail: string | null
}

/** The policies of publishers, as JSON. */
export interface PublisherPoliciesTable {
  folded_name: string
  policy: string
  updated_at: string
  updated_by: string
}

/** What the ranked search finds: one row for each server, made of its latest version. See search/search-entry.ts. */
export interface SearchEntriesTable {
  name: string
  slug: string
  full_slug: string
  /** Vectors, which are only compared in the database. */
  name_words: ColumnType<string, never, never>
  words: ColumnType<string, never, never>
  facets: string[]
  is_deleted: boolean
  /** Some number, always the same for a name: the first in its order are a sample of all. */
  shuffle: number
}

/** Every word that is or was in an entry, for those who misspell it. */
export interface SearchWordsTable {
  word: string
}

/** How much there is of what; the database counts by itself. */
export interface RegistryCountsTable {
  kind: string
  key: string
  count: ColumnType<number, never, never>
}

/** What an administrator took down: a version, or a server with every version that it has or gets. */
export interface TakedownsTable {
  id: GeneratedAlways<number>
  /** Covers every spelling of the name. */
  folded_name: string
  /** Empty for the whole server. */
  version: string
  /** As it was spelled at the time. */
  name: string
  reason: string
  /** Shown to readers; null for a general sentence. */
  public_message: string | null
  taken_down_at: string
  taken_down_by: string
}

/** The status of each version that a takedown or a denied namespace hides, as it is without them. */
export interface HiddenVersionsTable {
  name: string
  version: string
  folded_name: string
  status: Status
  status_message: string | null
  /** When the version last changed, other than by being hidden: what its upstream changed since is news. */
  updated_at: string
}
