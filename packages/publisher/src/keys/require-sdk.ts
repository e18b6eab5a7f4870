import { hasCode } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'

/** Imports a module by name. */
export type ImportModule = (name: string) => Promise<object>

/** Imports the SDKs of a signing provider and merges their exports. The SDKs are optional: only users of the provider install them. */
export async function requireSdk<T>(importModule: ImportModule, provider: string, names: readonly string[]): Promise<T> {
  const modules: object[] = []
  for (const name of names) modules.push(await importModule(name).catch((cause: unknown) => fail(provider, names, cause)))
  // The type of the exports is taken from the SDK documentation, since the SDK is not installed at compile time.
  return Object.assign({}, ...modules) as T
}

function fail(provider: string, names: readonly string[], cause: unknown): never {
  if (!hasCode(cause, 'ERR_MODULE_NOT_FOUND')) throw cause
  throw new CommandError(`${provider} needs ${names.join(' and ')}. Install with: npm install --global ${names.join(' ')}`, {
    cause,
  })
}
