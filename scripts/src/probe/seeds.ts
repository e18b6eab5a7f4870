/** How many servers the registry has before it is attacked. */
export const SEED_COUNT = 16

/** Their names come before those that an attack publishes. */
export function toSeedName(nth: number): string {
  return `a.example/witness${String(nth).padStart(2, '0')}`
}
