import { CommandError } from '../command-line/explain-error.js'

/** Imports a module by its name. */
export type ImportModule = (name: string) => Promise<object>

/** The SDKs of a signing provider, as one object of what they export. They are installed only by those who sign with them. */
export async function requireSdk<T>(importModule: ImportModule, provider: string, names: readonly string[]): Promise<T> {
  const modules: object[] = []
  for (const name of names) modules.push(await importModule(name).catch((cause: unknown) => fail(provider, names, cause)))
  // Nothing but the SDK's own documentation says what it exports: it is not installed where this is compiled.
  return Object.assign({}, ...modules) as T
}

function fail(provider: string, names: readonly string[], cause: unknown): never {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause
  throw new CommandError(`${provider} needs ${names.join(' and ')}. Install with: npm install --global ${names.join(' ')}`, {
    cause,
  })
}
