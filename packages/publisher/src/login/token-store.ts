import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hasCode } from '@mcp-registry/contract'
import writeFileAtomic from 'write-file-atomic'
import { CommandError } from '../command-line/explain-error.js'
import { findText } from '../command-line/find-text.js'
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
}

type Environment = Readonly<Record<string, string | undefined>>

/** The directory in which this command stores files for its user. */
export function toConfigFolder(env: Environment): string {
  return join(toHome(env), '.config', 'mcp-publisher')
}

function toTokenFile(env: Environment): string {
  return join(toConfigFolder(env), 'token.json')
}

/** The login of this user, if any. */
export async function findLogin(env: Environment): Promise<StoredLogin | undefined> {
  const file = toTokenFile(env)
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
    return fields['token'] ? { method: '', registry: '', ...fields, token: String(fields['token']) } : undefined
  } catch {
    return undefined
  }
}

/** Stores a login in a file that only its owner can read. The file is replaced atomically. */
export async function saveLogin(env: Environment, login: StoredLogin): Promise<string> {
  const file = toTokenFile(env)
  await writePrivately(file, JSON.stringify(login))
  return file
}

/** Replaces a file atomically, readable only by its owner. */
export async function writePrivately(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFileAtomic(file, text, { mode: 0o600 })
}

/** Deletes the login, including files of earlier versions of the official command. Returns whether there was one. */
export async function removeLogin(env: Environment, cwd: string): Promise<boolean> {
  const current = [toTokenFile(env), join(toHome(env), '.mcp_publisher_token')]
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
