/** The number of servers in the registry before the attacks. */
export const SEED_COUNT = 16

/** Their names sort before those that an attack publishes. */
export function toSeedName(nth: number): string {
  return `a.example/witness${String(nth).padStart(2, '0')}`
}
