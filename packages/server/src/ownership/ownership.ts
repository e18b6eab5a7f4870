import type { Package, ServerJson } from '@mcp-registry/contract'

/** Proves that the packages of a document belong to its publisher. */
export interface Ownership {
  /**
   * Resolves if every package of the document declares the server as its own; throws a RegistryError otherwise, also if a package registry
   * does not respond. Packages for which `isProven` returns true are skipped. Takes network time: never call this inside a transaction.
   */
  prove(document: ServerJson, isProven?: (entry: Package) => boolean): Promise<void>
}

/** For a registry that does not require proof: `MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION=false`. */
export const unprovenOwnership: Ownership = {
  prove: async () => {},
}
