/** The median of several values, and their range. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

export function toSpread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  const median = sorted.length % 2 === 0 ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper
  return { median, low: sorted[0] ?? 0, high: sorted.at(-1) ?? 0 }
}

/** The quantile of the values for a share between 0 and 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
