import { recordDone, recordRefused } from '../audit/audit-log.js'
import { toOperatorAttempt } from '../identity/operator.js'
import type { Clock } from '../clock.js'
import type { Store } from '../store/open-store.js'
import type { ImportSummary } from './import-tally.js'

/** The part of an import that is recorded. */
export interface ImportRecord {
  readonly source: string
  readonly summary: ImportSummary
  /** Number of entries refused because their namespace is denied, by namespace. */
  readonly denied: ReadonlyMap<string, number>
}

/** Maximum number of denied namespaces recorded per import. A denylist may contain thousands, and imports are repeated. */
const MAX_DENIED = 100

/** Writes one audit log entry about an import, and one for each denied namespace with refused entries, up to a hundred. */
export async function auditImport(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { source, summary, denied }: ImportRecord,
): Promise<void> {
  const from = toShownSource(source)
  const attempt = toOperatorAttempt('import', `${from}: ${toCounts(summary)}`)
  const namespaces = [...denied].slice(0, MAX_DENIED)
  await store.transaction(async (tx) => {
    await recordDone(tx, clock, attempt)
    for (const [namespace, count] of namespaces) {
      const detail = `${from}: ${count} of the denied namespace ${namespace}`
      await recordRefused(tx, clock, attempt, { code: 'namespace-denied', detail })
    }
  })
}

function toCounts({ added, updated, unchanged, kept, refused, fault }: ImportSummary): string {
  const counts = `${added} added, ${updated} updated, ${unchanged} unchanged, ${kept} kept, ${refused} refused`
  // The message of the fault may contain the URL.
  return fault === undefined ? counts : `${counts}; not read to its end`
}

/** Origin and path of a URL; the rest may contain credentials. */
function toShownSource(source: string): string {
  if (!/^https?:/i.test(source)) return source
  const { origin, pathname } = new URL(source)
  return `${origin}${pathname}`
}
