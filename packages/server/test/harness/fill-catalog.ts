import { sql } from 'kysely'
import type { Store } from '../../src/store/open-store.js'

/**
 * Fills the catalog with made-up versions as a large registry has them: names on both sides of `io.github`, `server` in nearly every
 * text, `common` in one of fifty, `rareword` in one of two thousand; one change every few minutes up to the first of January 2026. One version in a hundred is deleted.
 */
export async function fillCatalog(
  store: Store,
  { names, versionsPerName }: { names: number; versionsPerName: number },
): Promise<void> {
  await sql`
    insert into versions (
      name, version, folded_name, document, meta, status, status_changed_at, published_at, updated_at, is_latest, change_number,
      search_text, origin
    )
    select name, v || '.0.0', name, '{"name":"' || name || '","description":"' || repeat('x', 600) || '"}', '{}',
      case when number % 100 = 0 then 'deleted' else 'active' end, at, at, at, v = ${versionsPerName}, number, text, 'imported'
    from (
      select name, v, text, (n * ${versionsPerName} + v) * 7919 % ${names * versionsPerName} + 1 as number,
        timestamptz '2026-01-01Z' - ((n * ${versionsPerName} + v) * 7919 % ${names * versionsPerName}) * interval '5 minutes' as at
      from (
        select n, name, name || E'\n' || case when n % 20 > 0 then 'a server ' else 'a thing ' end
          || case when n % 50 = 0 then 'common ' else '' end || case when n % 2000 = 7 then 'rareword' else '' end as text
        from (
          select n, (array['ai.', 'com.', 'io.github.', 'io.github.', 'org.'])[n % 5 + 1] || md5((n / 3)::text) || '/s' || n as name
          from generate_series(1, ${names}::int) as n
        ) as named
      ) as told, generate_series(1, ${versionsPerName}::int) as v
    ) as dated`.execute(store.db)
  await sql`insert into search_texts select name, max(search_text) from versions group by name`.execute(store.db)
  await sql`update change_clock set number = ${names * versionsPerName}::bigint`.execute(store.db)
  // Only what is on the disk is marked as visible to all.
  await sql`checkpoint`.execute(store.db)
  await sql`vacuum analyze versions`.execute(store.db)
  await sql`vacuum analyze search_texts`.execute(store.db)
}
