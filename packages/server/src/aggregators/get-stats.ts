import type { RegistryStats } from '@mcp-registry/contract'
import { sql } from 'kysely'
import type { Clock } from '../clock.js'
import type { Store } from '../store/open-store.js'

const DAYS = 90
const DAY_MS = 86_400_000

type Counts = Readonly<Record<string, number>>

/** The statistics of the registry as of one change. */
export async function getStats({ store, clock }: { readonly store: Store; readonly clock: Clock }): Promise<RegistryStats> {
  const days = listDays(clock.now())
  const { rows } = await sql<{ kind: string; key: string; count: number; number: number; at: string; epoch: string }>`
    select kind, key, count, number, at, epoch from change_clock
    left join registry_counts on count > 0 and (kind <> 'published' or key >= ${days[0] ?? ''})
    order by kind, count desc, key`.execute(store.db)
  const toCounts = (kind: string): Record<string, number> =>
    Object.fromEntries(rows.filter((row) => row.kind === kind).map(({ key, count }) => [key, count]))
  const withZeros = (counts: Counts) => ({ active: 0, deprecated: 0, deleted: 0, ...counts })
  const versions = withZeros(toCounts('versions'))
  const published = toCounts('published')
  return {
    servers: {
      total: toCounts('servers')[''] ?? 0,
      byStatus: withZeros(toCounts('servers:status')),
      byPackageType: toCounts('servers:package'),
      byTransport: toCounts('servers:transport'),
      withRemotes: toCounts('servers:remote')['any'] ?? 0,
    },
    versions: { total: Object.values(versions).reduce((sum, count) => sum + count, 0), byStatus: versions },
    publishedPerDay: days.map((day) => ({ day, count: published[day] ?? 0 })),
    change: rows[0]?.number ?? 0,
    epoch: rows[0]?.epoch ?? '',
    changedAt: rows[0]?.at ?? '',
  }
}

function listDays(now: Date): string[] {
  return Array.from({ length: DAYS }, (_, index) =>
    new Date(now.getTime() - (DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  )
}
