import { join, relative, resolve } from 'node:path'
import { hasCode } from '@mcp-registry/contract'
import { CommandError } from './command-line/explain-error.js'
import { isPresent } from './command-line/is-present.js'
import { listFolders } from './project/list-folders.js'
import { readFileWithin } from './read-file-within.js'

export const DEFAULT_FILE = 'server.json'
/** The location of server.json in NuGet packages, and in projects that follow them. */
const NUGET_FILE = '.mcp/server.json'

/** A document has at most 128 KiB without white space, and registries accept bodies of 1 MiB by default. */
const MAX_FILE_MIB = 4

/** A server.json file. */
export interface ServerFile {
  /** Its path, relative to the working directory. */
  readonly name: string
  /** The complete content, including a byte order mark. Encoding it as UTF-8 yields the original bytes. */
  readonly text: string
}

/** The path of the server.json of a directory, relative to it. */
export async function findServerFile(cwd: string): Promise<string | undefined> {
  for (const name of [DEFAULT_FILE, NUGET_FILE]) if (await isPresent(join(cwd, name))) return name
  return undefined
}

/** Reads a server.json, by default that of the directory; rejects files that are too large or not valid UTF-8. */
export async function requireServerFile(cwd: string, given?: string): Promise<ServerFile> {
  const name = given ?? (await findServerFile(cwd)) ?? DEFAULT_FILE
  const path = resolve(cwd, name)
  const bytes = await readFileWithin(path, MAX_FILE_MIB * 1024 * 1024).catch(async (error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error
    throw new CommandError(`There is no ${name} here. ${await toRemedy(cwd, given)}`)
  })
  if (bytes === undefined)
    throw new CommandError(
      `${name} has more than ${MAX_FILE_MIB} MiB, which no registry accepts. Check that it is the right file.`,
    )
  const text = decode(bytes)
  if (text !== undefined) return { name: relative(cwd, path), text }
  throw new CommandError(`${name} is not text in UTF-8. Save it in that encoding.`)
}

async function toRemedy(cwd: string, given: string | undefined): Promise<string> {
  const there = given === undefined ? await findFileBelow(cwd) : await findServerFile(cwd)
  return there === undefined ? 'Create one with: mcp-publisher init' : `There is ${there}: pass its path.`
}

/** The folders to search for a server.json, the nearest first. */
const MAX_SEARCHED_FOLDERS = 300

async function findFileBelow(cwd: string): Promise<string | undefined> {
  for (const folder of await listFolders(cwd, MAX_SEARCHED_FOLDERS)) {
    const found = await findServerFile(join(cwd, folder))
    if (found !== undefined) return `${folder}/${found}`
  }
  return undefined
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
