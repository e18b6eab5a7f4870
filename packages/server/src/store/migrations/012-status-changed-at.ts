import { type Kysely, type Migration, sql } from 'kysely'

/** Every entry says when its status changed, and no status message is anything but a text: imported ones used to be served as they came. */
export const statusChangedAt: Migration = { up }

const OFFICIAL = 'io.modelcontextprotocol.registry/official'
// A million rows are a thousand statements, and no more than a batch of them is in memory.
const BATCH = 1_000

interface Row {
  readonly name: string
  readonly version: string
  readonly meta: string
}

async function up(db: Kysely<unknown>): Promise<void> {
  let after = { name: '', version: '' }
  for (;;) {
    const { rows } = await sql<Row>`
      select name, version, meta from versions
      where (name, version) > (${after.name}, ${after.version}) and origin = 'imported'
      order by name, version limit ${sql.lit(BATCH)}`.execute(db)
    await replace(
      db,
      rows.flatMap((row) => {
        const meta = complete(row.meta)
        return meta === row.meta ? [] : [{ ...row, meta }]
      }),
    )
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) return
    after = last
  }
}

/** The wire form with what every reader may expect. The order of the keys is that in which rows are written. */
function complete(meta: string): string {
  const whole: unknown = JSON.parse(meta)
  const official: unknown = isRecord(whole) ? whole[OFFICIAL] : undefined
  if (!isRecord(whole) || !isRecord(official)) return meta
  const { status, statusMessage, statusChangedAt: since, publishedAt, ...others } = official
  const completed = {
    status,
    ...(typeof statusMessage === 'string' && { statusMessage }),
    // One that is not known to have changed has been the same since the publication.
    statusChangedAt: since ?? publishedAt,
    publishedAt,
    ...others,
  }
  return JSON.stringify({ ...whole, [OFFICIAL]: completed })
}

// Everything visible that changes has a number of its own, so that mirrors learn of it.
async function replace(db: Kysely<unknown>, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const names = rows.map(({ name }) => name)
  const versions = rows.map(({ version }) => version)
  const metas = rows.map(({ meta }) => meta)
  await sql`
    with clock as (update change_clock set number = number + ${rows.length}::bigint returning number)
    update versions set meta = r.meta, change_number = clock.number - ${rows.length}::bigint + r.nth
    from clock, unnest(${names}::text[], ${versions}::text[], ${metas}::text[]) with ordinality as r (name, version, meta, nth)
    where versions.name = r.name and versions.version = r.version`.execute(db)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
