import { countTypos } from '@mcp-registry/contract'

/** The candidate that needs the fewest edits to become the text, when they are few for its length. */
export function findClosest(text: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let fewest = Math.floor(text.length / 3) + 1
  for (const candidate of candidates) {
    const typos = countTypos(text, candidate, fewest - 1)
    if (typos < fewest) {
      best = candidate
      fewest = typos
    }
  }
  return best
}
