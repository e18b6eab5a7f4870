/** A random number generator that produces the same sequence for the same seed on every machine. */
export interface Random {
  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number
  /** From 0 (inclusive) to the bound (exclusive). */
  below(bound: number): number
  pick<T>(choices: readonly [T, ...T[]]): T
}

/** The generator `mulberry32`: small, fast, and sufficient for test data. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number) => Math.floor(next() * bound)
  return { next, below, pick: (choices) => choices[below(choices.length)] ?? choices[0] }
}
