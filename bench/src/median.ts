/** The middle of several values, and how far the others are from it. */
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

/** The value that this share of all values does not exceed; 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
