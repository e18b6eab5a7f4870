import type { Random } from './random.js'
import { drawWord, makeOwner } from './words.js'

/** The number of new namespaces per thousand with each prefix; similar to public registries. */
const ROOTS: readonly (readonly [string, number])[] = [
  ['io.github.', 690],
  ['com.', 160],
  ['ai.', 50],
  ['dev.', 35],
  ['org.', 20],
  ['app.', 10],
  ['net.', 10],
  ['io.', 10],
  ['co.', 8],
  ['tech.', 7],
]
/** The probability that a server starts a new namespace. */
const NEW_NAMESPACE = 0.55

export interface ServerIdentity {
  readonly name: string
  readonly owner: string
  readonly server: string
}

/**
 * An infinite sequence of distinct server names. Owners with many servers are more likely to get the next one: few have hundreds, most have
 * one.
 */
export function createNames(random: Random): () => ServerIdentity {
  const owners: { namespace: string; owner: string }[] = []
  const taken = new Set<string>()
  return () => {
    for (;;) {
      const known = random.next() < NEW_NAMESPACE ? undefined : owners[random.below(owners.length)]
      const { namespace, owner } = known ?? makeNamespace(random)
      const server = makeServer(random)
      const name = `${namespace}/${server}`
      if (taken.has(name)) continue
      taken.add(name)
      owners.push({ namespace, owner })
      return { name, owner, server }
    }
  }
}

function makeNamespace(random: Random): { namespace: string; owner: string } {
  const owner = makeOwner(random)
  let wanted = random.below(1000)
  for (const [root, share] of ROOTS) {
    wanted -= share
    if (wanted < 0) return { namespace: `${root}${owner}`, owner }
  }
  return { namespace: `com.${owner}`, owner }
}

function makeServer(random: Random): string {
  const words = random.below(2) === 0 ? [drawWord(random)] : [drawWord(random), drawWord(random)]
  return random
    .pick([
      [...words, 'mcp'],
      [...words, 'mcp'],
      ['mcp', ...words],
      [...words, 'mcp', 'server'],
      ['mcp', 'server', ...words],
      [...words, 'server'],
      words,
      words,
    ])
    .join('-')
}
