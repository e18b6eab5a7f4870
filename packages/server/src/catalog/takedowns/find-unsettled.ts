import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database, VersionsTable } from '../../store/database.js'
import { GENERAL_MESSAGE, type HoldServices } from './find-holds.js'
import type { NameRange } from './name-range.js'

/** A version whose state does not yet match the takedowns and denials. */
export interface Unsettled extends Pick<VersionsTable, 'name' | 'version' | 'folded_name'> {
  /** The message for readers; null if the version is to be shown again. */
  readonly message: string | null
  /** The status that a hidden version gets back when it is shown again; null if the version is not hidden yet. */
  readonly own_status: VersionsTable['status'] | null
  readonly own_message: string | null
}

export interface Place {
  readonly folded_name: string
  readonly name: string
  readonly version: string
}

/** Versions of these servers, in order and after a position, that must be hidden, shown again or given another message. */
export async function listUnsettled(
  db: Kysely<Database>,
  { deniedNamespaces = [] }: HoldServices,
  { range, after, limit }: { readonly range?: NameRange | undefined; readonly after?: Place | undefined; readonly limit: number },
): Promise<Unsettled[]> {
  const isIn = (column: RawBuilder<unknown>) => {
    const bounds = [
      ...(range ? [sql`${column} >= ${range.from}`, sql`${column} < ${range.before}`] : []),
      ...(after ? [sql`${column} >= ${after.folded_name}`] : []),
    ]
    return bounds.length === 0 ? sql`true` : sql.join(bounds, sql` and `)
  }
  const isAfter = after
    ? sql`(v.folded_name, v.name, v.version) > (${after.folded_name}, ${after.name}, ${after.version})`
    : sql`true`
  const { rows } = await sql<Unsettled>`
    with denied as (
      select namespace from denied_namespaces union select unnest(${[...deniedNamespaces]}::text[])
    ), candidates as (
      select name, version, bool_or(is_denied) as is_denied from (
        select v.name, v.version, true as is_denied from denied
        join versions v on v.folded_name >= denied.namespace || '.' and v.folded_name < denied.namespace || '0'
        where ${isIn(sql`v.folded_name`)}
        union all
        select v.name, v.version, false from takedowns t
        join versions v on v.folded_name = t.folded_name and t.version in ('', v.version)
        where ${isIn(sql`t.folded_name`)}
        union all
        select h.name, h.version, false from hidden_versions h where ${isIn(sql`h.folded_name`)}
      ) as c group by name, version
    ), wanted as (
      select v.name, v.version, v.folded_name, v.status, v.status_message, h.status as own_status, h.status_message as own_message,
        case
          when one.version is not null then coalesce(one.public_message, ${GENERAL_MESSAGE})
          when every.version is not null then coalesce(every.public_message, ${GENERAL_MESSAGE})
          when c.is_denied then ${GENERAL_MESSAGE}
        end as message
      from candidates c
      join versions v on v.name = c.name and v.version = c.version
      left join takedowns one on one.folded_name = v.folded_name and one.version = v.version
      left join takedowns every on every.folded_name = v.folded_name and every.version = ''
      left join hidden_versions h on h.name = v.name and h.version = v.version
      where ${isAfter}
    )
    select name, version, folded_name, message, own_status, own_message from wanted
    where case
      when message is null then own_status is not null
      else own_status is null or status <> 'deleted' or status_message is distinct from message
    end
    order by folded_name, name, version
    limit ${limit}`.execute(db)
  return rows
}
