import type { CallOptions } from './transport-options.js'

/** The default namespace of a registry's extensions. */
export const DEFAULT_EXTENSION_NAMESPACE = 'io.modelcontextprotocol.registry'

/** Options of a call to an extension of the protocol. */
export interface ExtensionOptions extends CallOptions {
  /** The namespace of the registry's extensions. Default: `io.modelcontextprotocol.registry`. */
  readonly extensionNamespace?: string
}
