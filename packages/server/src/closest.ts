/** The candidate that needs the fewest edits to become the text, when they are few for its length. */
export function findClosest(text: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let fewest = Math.floor(text.length / 3) + 1
  for (const candidate of candidates) {
    const edits = countEdits(text, candidate)
    if (edits < fewest) {
      best = candidate
      fewest = edits
    }
  }
  return best
}

// The distance of Levenshtein, one row at a time.
function countEdits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
