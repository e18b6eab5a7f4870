import { createHash } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findUrl, hasCode } from '@mcp-registry/contract'
import writeFileAtomic from 'write-file-atomic'
import { CommandError } from '../command-line/explain-error.js'
import { findText } from '../command-line/find-text.js'
import { DEFAULT_REGISTRY, toRegistryUrl } from '../command-line/registry-url.js'
import { toHome } from '../command-line/to-home.js'

/**
 * A login in the file format of the official command: `token`, `method` and `registry`. All values are strings, as that command expects.
 * The other fields are additions of this command: how the domain was proved, so that an expired token can be renewed. None is ever a
 * private key.
 */
export interface StoredLogin {
  readonly token: string
  readonly method: string
  readonly registry: string
  readonly domain?: string
  readonly signingProvider?: string
  readonly resource?: string
  readonly vault?: string
  readonly key?: string
  readonly privateKeyFile?: string
  /** The audience of the ID token, if it is not the origin of the registry's URL. */
  readonly audience?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** The directory in which this command stores files for its user. */
export function toConfigFolder(env: Environment): string {
  return join(toHome(env), '.config', 'mcp-publisher')
}

/** The file of the official command: the login in use. */
function toTokenFile(env: Environment): string {
  return join(toConfigFolder(env), 'token.json')
}

/** The files of this command: one login per registry. */
function toLoginsFolder(env: Environment): string {
  return join(toConfigFolder(env), 'logins')
}

function toLoginFile(env: Environment, registry: string): string {
  const digest = createHash('sha256').update(registry).digest('hex').slice(0, 16)
  // The host is for humans; the digest tells ports and paths apart.
  return join(
    toLoginsFolder(env),
    `${findUrl(registry)
      ?.hostname.slice(0, 100)
      .replaceAll(/[^a-z0-9.-]/g, '_')}-${digest}.json`,
  )
}

/** The normalized URL of the registry of a login. */
export function toRegistryOf({ registry }: StoredLogin): string {
  return toRegistryUrl(registry || DEFAULT_REGISTRY) ?? registry
}

/** The login in use, if any: that of the last successful `login`. */
export async function findCurrentLogin(env: Environment): Promise<StoredLogin | undefined> {
  return readLogin(toTokenFile(env))
}

/** The login to a registry, given by its normalized URL, if any. */
export async function findLogin(env: Environment, registry: string): Promise<StoredLogin | undefined> {
  const current = await findCurrentLogin(env).catch(() => undefined)
  // Another command may have written the login in use, so it takes precedence.
  if (current !== undefined && toRegistryOf(current) === registry) return current
  const login = await readLogin(toLoginFile(env, registry))
  return login !== undefined && toRegistryOf(login) === registry ? login : undefined
}

/** The URLs of all registries with a login, in alphabetical order. */
export async function listLoggedIn(env: Environment): Promise<readonly string[]> {
  const folder = toLoginsFolder(env)
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  })
  const files = [toTokenFile(env), ...names.map((name) => join(folder, name))]
  const logins = await Promise.all(files.map((file) => readLogin(file).catch(() => undefined)))
  return [...new Set(logins.filter((login) => login !== undefined).map(toRegistryOf))].toSorted()
}

async function readLogin(file: string): Promise<StoredLogin | undefined> {
  const text = await findText(file)
  if (text === undefined) return undefined
  const login = parseLogin(text)
  if (login !== undefined) return login
  throw new CommandError(`${file} is not a valid login. Run: mcp-publisher logout, then log in again.`)
}

function parseLogin(text: string): StoredLogin | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const fields = Object.fromEntries(Object.entries(value).filter(([, field]) => typeof field === 'string'))
    // An empty registry is the default one.
    if (!fields['token'] || (fields['registry'] && toRegistryUrl(String(fields['registry'])) === undefined)) return undefined
    return { method: '', registry: '', ...fields, token: String(fields['token']) }
  } catch {
    return undefined
  }
}

/** Stores a login and puts it in use. Its file can only be read by its owner and is replaced atomically. */
export async function saveLogin(env: Environment, login: StoredLogin): Promise<string> {
  await writePrivately(toLoginFile(env, toRegistryOf(login)), JSON.stringify(login))
  const file = toTokenFile(env)
  await writePrivately(file, JSON.stringify(login))
  return file
}

/** Stores the new token of a login, and leaves the login in use as it is. */
export async function renewLogin(env: Environment, login: StoredLogin): Promise<void> {
  const current = await findCurrentLogin(env).catch(() => undefined)
  if (current !== undefined && toRegistryOf(current) === toRegistryOf(login)) await saveLogin(env, login)
  else await writePrivately(toLoginFile(env, toRegistryOf(login)), JSON.stringify(login))
}

/**
 * Ends the use of a login to any other registry than this one, and keeps it for `--registry`. Called before a login, so that the commands
 * after a failed one do not go to another registry.
 */
export async function setOtherLoginAside(env: Environment, registry: string): Promise<void> {
  const current = await findCurrentLogin(env).catch(() => undefined)
  if (current === undefined || toRegistryOf(current) === registry) return
  await writePrivately(toLoginFile(env, toRegistryOf(current)), JSON.stringify(current))
  await rm(toTokenFile(env), { force: true })
}

/** Replaces a file atomically, readable only by its owner. */
export async function writePrivately(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFileAtomic(file, text, { mode: 0o600 })
}

/** Deletes the login to a registry, given by its normalized URL. Returns whether there was one. */
export async function removeLogin(env: Environment, registry: string): Promise<boolean> {
  const current = await findCurrentLogin(env).catch(() => undefined)
  const isInUse = current !== undefined && toRegistryOf(current) === registry
  const files = [toLoginFile(env, registry), ...(isInUse ? [toTokenFile(env)] : [])]
  return (await Promise.all(files.map(remove))).includes(true)
}

/** Deletes all logins, including files of earlier versions of the official command. Returns whether there was one. */
export async function removeAllLogins(env: Environment, cwd: string): Promise<boolean> {
  const current = [toTokenFile(env), toLoginsFolder(env), join(toHome(env), '.mcp_publisher_token')]
  const scattered = ['github_token', 'registry_token', 'oidc_id_token', 'oidc_registry_token'].map((name) =>
    join(cwd, `.mcpregistry_${name}`),
  )
  const removed = await Promise.all([...current, ...scattered, join(cwd, '.mcpregistry')].map(remove))
  return removed.includes(true)
}

async function remove(path: string): Promise<boolean> {
  try {
    await rm(path, { recursive: true })
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}
