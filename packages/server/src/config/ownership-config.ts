import type { EnvReader } from './env-reader.js'

/** How publishers prove that the packages they name are theirs. */
export interface OwnershipConfig {
  /** Without proof anyone may claim any package: for development and for mirrors. */
  readonly required: boolean
}

export function readOwnershipConfig(read: EnvReader): OwnershipConfig {
  return { required: read.flag('MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION', true) }
}
