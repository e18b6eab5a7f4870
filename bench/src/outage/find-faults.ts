import type { Answer, Ledger } from './ledger.js'

const MAX_REFUSAL_MS = 1_000
const MAX_HEALING_MS = 5_000

/** Finds responses that must not occur during a database outage between two times, or after it. */
export function findFaults(
  { answers }: Ledger,
  { fromMs, backMs }: { readonly fromMs: number; readonly backMs: number },
): string[] {
  const faults: string[] = []
  const report = (wrong: readonly Answer[], what: string) => {
    const [first] = wrong
    if (first) faults.push(`${wrong.length} × ${what}, first ${Math.round(first.atMs)} ms after the start: ${toText(first)}`)
  }
  const cached = answers.filter(({ kind }) => kind === 'cached read')
  const others = answers.filter(({ kind }) => kind !== 'cached read')
  report(
    cached.filter(({ status }) => status !== 200),
    'a cached read that failed',
  )
  report(
    others.filter(({ atMs, tookMs }) => atMs >= fromMs && atMs < backMs && tookMs > MAX_REFUSAL_MS),
    'an answer that took more than a second while the database was away',
  )
  report(
    others.filter(({ status }) => status !== 200 && status !== 503),
    'an answer that is neither a success nor a 503',
  )
  report(
    others.filter(({ atMs, status }) => status !== 200 && (atMs < fromMs - MAX_REFUSAL_MS || atMs > backMs + MAX_HEALING_MS)),
    'a failure while the database was there',
  )
  return faults
}

function toText({ kind, status, tookMs }: Answer): string {
  return `${kind}, status ${status}, ${Math.round(tookMs)} ms`
}
