import { recordDone, recordRefused } from '../audit/audit-log.js'
import { toOperatorAttempt } from '../identity/operator.js'
import type { Clock } from '../clock.js'
import type { Store } from '../store/open-store.js'
import type { ImportSummary } from './import-tally.js'

/** What of an import is written down. */
export interface ImportRecord {
  readonly source: string
  readonly summary: ImportSummary
  /** How many entries were refused because their namespace is denied, by namespace. */
  readonly denied: ReadonlyMap<string, number>
}

/** A denylist may have thousands of namespaces, and an import repeats itself. */
const MAX_DENIED = 100

/** Writes one line about an import into the audit log, and one for each denied namespace of which it brought entries, up to a hundred. */
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
  // What the fault says may quote the URL.
  return fault === undefined ? counts : `${counts}; not read to its end`
}

/** Of a URL only where it leads to: the rest may hold credentials. */
function toShownSource(source: string): string {
  if (!/^https?:/i.test(source)) return source
  const { origin, pathname } = new URL(source)
  return `${origin}${pathname}`
}
