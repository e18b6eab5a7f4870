import { foldServerName } from '@mcp-registry/contract'

/** A set of servers: those whose folded names are in this range of byte order. */
export interface NameRange {
  readonly from: string
  readonly before: string
}

/** The server with this name, in every spelling. */
export function toServerRange(name: string): NameRange {
  const folded = foldServerName(name)
  return { from: folded, before: `${folded}\u0001` }
}

/** The servers of a namespace and everything below it. In byte order, `/` follows `.`, and `0` follows `/`. */
export function toNamespaceRange(namespace: string): NameRange {
  const folded = foldServerName(namespace)
  return { from: `${folded}.`, before: `${folded}0` }
}
