import { foldServerName } from '@mcp-registry/contract'

/**
 * Returns the function that finds the denied namespace which holds a name, itself or by a namespace above it. For many names: it looks
 * for the few namespaces that hold a name, not through all that are denied.
 */
export function createDenialLookup(deniedNamespaces: readonly string[]): (name: string) => string | undefined {
  const denied = new Set(deniedNamespaces.map(foldServerName))
  return (name) => {
    if (denied.size === 0) return undefined
    const [namespace = ''] = foldServerName(name).split('/', 1)
    for (let held = namespace; held !== ''; held = held.slice(0, Math.max(0, held.lastIndexOf('.')))) {
      if (denied.has(held)) return held
    }
    return undefined
  }
}

export function toDenialReason(deniedNamespace: string): string {
  return `This registry denies the namespace ${deniedNamespace} and all below it.`
}
