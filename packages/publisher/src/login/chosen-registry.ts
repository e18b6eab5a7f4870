import { UsageError } from '../command-line/explain-error.js'
import { DEFAULT_REGISTRY, requireRegistryUrl } from '../command-line/registry-url.js'

type Environment = Readonly<Record<string, string | undefined>>

/** The option `--registry` of commands that use the registry of a login. */
export const loginRegistryOption = {
  registry: {
    kind: 'text',
    placeholder: 'url',
    about: 'the registry (default: MCP_REGISTRY_URL, else the registry of the last login)',
  },
} as const

/** The option `--registry` of commands that need no login. */
export const registryOption = {
  registry: { kind: 'text', placeholder: 'url', about: `the registry (default: MCP_REGISTRY_URL, else ${DEFAULT_REGISTRY})` },
} as const

/** A registry that was named explicitly. */
export interface ChosenRegistry {
  readonly url: string
  /** Where it was named: `--registry` or `MCP_REGISTRY_URL`. */
  readonly source: string
}

/** The registry that the command line or else the environment names. */
export function findChosenRegistry(env: Environment, option: string | undefined): ChosenRegistry | undefined {
  if (option !== undefined) return { url: requireRegistryUrl(option), source: '--registry' }
  const variable = env['MCP_REGISTRY_URL']?.trim()
  // mcp-registry reads from all of them. Publishing to the first of them would be a guess.
  if (variable !== undefined && /[\s,]/.test(variable))
    throw new UsageError('MCP_REGISTRY_URL names several registries. Choose one with --registry.')
  return variable ? { url: requireRegistryUrl(variable, 'MCP_REGISTRY_URL'), source: 'MCP_REGISTRY_URL' } : undefined
}

/** The registry of a command that needs no login. */
export function requireChosenRegistry(env: Environment, option: string | undefined): string {
  return findChosenRegistry(env, option)?.url ?? DEFAULT_REGISTRY
}
