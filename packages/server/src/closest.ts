import { countTypos } from '@mcp-registry/contract'

/** Returns the candidate with the smallest edit distance to the text, if the distance is at most a third of the length of the text. */
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
