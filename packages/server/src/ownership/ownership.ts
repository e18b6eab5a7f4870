import type { Package, ServerJson } from '@mcp-registry/contract'

/** Proof that the packages of a document belong to its publisher. */
export interface Ownership {
  /**
   * Resolves when every package of the document names the server as its own; throws a RegistryError otherwise, also when a package
   * registry does not answer. Packages that `isProven` says are proven are not asked for. Takes network time: never called inside a
   * transaction.
   */
  prove(document: ServerJson, isProven?: (entry: Package) => boolean): Promise<void>
}

/** For a registry that does not ask for proof: `MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION=false`. */
export const unprovenOwnership: Ownership = {
  prove: async () => {},
}
