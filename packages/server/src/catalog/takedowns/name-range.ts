import { foldServerName } from '@mcp-registry/contract'

/** Some servers: those whose folded names are in this range of byte order. */
export interface NameRange {
  readonly from: string
  readonly before: string
}

/** The server of this name, in every spelling. */
export function toServerRange(name: string): NameRange {
  const folded = foldServerName(name)
  return { from: folded, before: `${folded}\u0001` }
}

/** The servers of a namespace and of all below it: the slash follows the dot in byte order, and 0 follows the slash. */
export function toNamespaceRange(namespace: string): NameRange {
  const folded = foldServerName(namespace)
  return { from: `${folded}.`, before: `${folded}0` }
}
