import { readFileSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import { addSearchTexts } from '../../src/search/index/search-texts.js'
import { indexLatest } from '../../src/search/index/index-latest.js'
import type { Database, VersionsTable } from '../../src/store/database.js'
import { fillSearchEntries } from '../../src/store/migrations/006-search-entries.js'

const OFFICIAL = 'io.modelcontextprotocol.registry/official'
const at = (second: number) => `2025-10-09T17:05:${String(second).padStart(2, '0')}.123456Z`

interface Version {
  readonly name: string
  readonly version: string
  readonly isLatest?: boolean
  readonly status?: string
  readonly message?: string
  readonly origin?: string
  readonly document?: object
}

const npm = { registryType: 'npm', identifier: '@example/weather', version: '1.0.0', transport: { type: 'stdio' } }
const VERSIONS: readonly Version[] = [
  { name: 'ai.example/Rect', version: '0.10.0', isLatest: true, document: { description: 'Draws a rectangle' } },
  { name: 'ai.example/Rect', version: '0.2.0', status: 'deprecated', message: 'Use 0.10.0.' },
  { name: 'com.example/gone', version: '1.0.0', isLatest: true, status: 'deleted', message: 'Was spam.' },
  { name: 'com.example/weather', version: '1.0.0', document: { title: 'Weather', packages: [npm] } },
  { name: 'com.example/weather', version: '1.1.0', isLatest: true, document: { title: 'Weather', packages: [npm, npm] } },
  { name: 'com.example/weather', version: '2.0.0', status: 'deleted' },
  {
    name: 'io.github.Alice/OpenAPI-tools',
    version: '1.0.0+build',
    isLatest: true,
    document: { title: 'Météo', description: '天気予報サーバー', remotes: [{ type: 'sse', url: 'https://alice.example/sse' }] },
  },
  {
    name: 'io.github.bob/images',
    version: '2021.03.15',
    isLatest: true,
    origin: 'imported',
    document: {
      // As in documents of the first schema.
      packages: [
        {
          registry_type: 'oci',
          identifier: `ghcr.io/bob/forecast:1.0@sha256:${'0a'.repeat(32)}`,
          transport: { type: 'streamable-http' },
        },
      ],
      remotes: [{ transport_type: 'sse', url: 'https://bob.example' }],
    },
  },
  {
    name: 'org.example/long',
    version: 'v1',
    isLatest: true,
    origin: 'imported',
    document: { description: `A forecast ${'of everything '.repeat(200)}\u{1F327}` },
  },
]

const rows = VERSIONS.map((version, index): VersionsTable => toRow(version, index + 1))
const latest = rows.filter((row) => row.is_latest)

function toRow(version: Version, number: number): VersionsTable {
  const { name, isLatest = false, status = 'active', message, origin = 'published' } = version
  const document = { name, description: 'Forecasts and warnings.', version: version.version, ...version.document }
  const official = {
    status,
    ...(message !== undefined && { statusMessage: message }),
    statusChangedAt: at(number),
    publishedAt: at(0),
    updatedAt: at(number),
    isLatest,
  }
  return {
    name,
    version: version.version,
    folded_name: name.toLowerCase(),
    document: JSON.stringify(document),
    meta: JSON.stringify({ [OFFICIAL]: official }),
    status: status as VersionsTable['status'],
    status_message: message ?? null,
    status_changed_at: at(number),
    published_at: at(0),
    updated_at: at(number),
    is_latest: isLatest,
    change_number: number,
    search_text: [name, 'title' in document ? String(document.title) : undefined, document.description]
      .filter((text) => text !== undefined)
      .join('\n')
      .toLowerCase(),
    origin: origin as VersionsTable['origin'],
  }
}

/** What a program of any version writes; of each row, the columns that the table has by then. */
const ROWS: Readonly<Record<string, readonly object[]>> = {
  change_clock: [{ id: true, number: rows.length, at: at(rows.length) }],
  versions: rows,
  remote_urls: [
    { name: 'io.github.Alice/OpenAPI-tools', version: '1.0.0+build', url: 'https://alice.example/sse' },
    { name: 'io.github.bob/images', version: '2021.03.15', url: 'https://bob.example' },
  ],
  github_accounts: [{ folded_login: 'alice', account_id: 4711, first_seen_at: at(1) }],
  used_signatures: [{ digest: 'c0ffee', expires_at: at(2) }],
  denied_namespaces: [{ namespace: 'com.example.spam', reason: 'Spam.', denied_at: at(3), denied_by: 'oidc:admin' }],
  proven_packages: [
    {
      folded_name: 'com.example/weather',
      registry_type: 'npm',
      registry_url: 'https://packages.example',
      identifier: '@example/weather',
      package_version: '1.0.0',
      proven_at: at(4),
    },
  ],
  audit_log: [1, 2].map((id) => ({
    id,
    at: at(id),
    request_id: `request-${id}`,
    address: '192.0.2.1',
    action: 'publish',
    server_name: 'Com.example/weather',
    outcome: 'done',
  })),
  publisher_policies: [
    {
      folded_name: 'com.example/weather',
      policy: '{"maintainers":["io.github.bob"]}',
      updated_at: at(5),
      updated_by: 'dns:example.com',
    },
  ],
  // Of a server that is not there: what it hides is no part of what readers see.
  takedowns: [
    {
      id: 1,
      folded_name: 'com.example/gone',
      version: '',
      name: 'com.example/gone',
      reason: 'Malware.',
      taken_down_at: at(6),
      taken_down_by: 'oidc:admin',
    },
  ],
  client_descriptions: [
    { id: 'com.cursor/cursor', updated_at: at(6), updated_by: 'oidc:admin' },
    {
      id: 'com.example/editor',
      document: readFileSync('fixtures/clients/vscode.json', 'utf8').replace('com.microsoft/vscode', 'com.example/editor'),
      digest: 'c0ffee',
      updated_at: at(6),
      updated_by: 'oidc:admin',
    },
  ],
  hidden_versions: [
    { name: 'com.example/gone', version: '1.0.0', folded_name: 'com.example/gone', status: 'active', updated_at: at(3) },
  ],
}

/** Whether the rows of a table are made from those of others. */
export function isDerived(table: string): boolean {
  return !Object.hasOwn(ROWS, table)
}

/** Fills a database as a program did whose schema this is; `isCurrent` says that it is the schema of this program. */
export async function fillSchema(db: Kysely<Database>, { isCurrent }: { readonly isCurrent: boolean }): Promise<void> {
  const tables = new Map((await db.introspection.getTables()).map(({ name, columns }) => [name, columns]))
  for (const [name, values] of Object.entries(ROWS)) {
    const columns = tables
      .get(name)
      ?.flatMap((column) => (values.some((row) => Object.hasOwn(row, column.name)) ? [column.name] : []))
    if (columns === undefined) continue
    const list = sql.join(columns.map((column) => sql.ref(column)))
    // There is one row from the start.
    if (name === 'change_clock') await sql`delete from change_clock`.execute(db)
    await sql`
      insert into ${sql.table(name)} (${list}) overriding system value
      select ${list} from json_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(values)}::json)`.execute(db)
  }
  if (isCurrent) return fillCurrentSearch(db)
  const entryColumns = tables.get('search_entries')?.map(({ name }) => name)
  // Until migration 015 renames it, the column is called as in migration 006.
  if (entryColumns?.includes('shuffle')) await fillSearchEntries(db)
  else if (entryColumns) await indexLatest(db, latest)
  if (tables.has('search_texts')) {
    await sql`
      insert into search_texts (name, search_text)
      select name, case when octet_length(texts) <= 1500 then texts end
      from (select name, string_agg(distinct search_text, E'\n') as texts from versions group by name) as t`.execute(db)
  }
}

async function fillCurrentSearch(db: Kysely<Database>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await addSearchTexts(tx, rows)
    await indexLatest(tx, latest)
  })
}
