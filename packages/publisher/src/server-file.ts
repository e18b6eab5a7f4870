import { readFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { hasCode } from '@mcp-registry/contract'
import { CommandError } from './command-line/explain-error.js'
import { isPresent } from './command-line/is-present.js'

export const DEFAULT_FILE = 'server.json'

/** A server.json file. */
export interface ServerFile {
  /** Its path, relative to the working directory. */
  readonly name: string
  /** The complete content, including a byte order mark. Encoding it as UTF-8 yields the original bytes. */
  readonly text: string
}

/** Reads a server.json; rejects files that are not valid UTF-8. */
export async function requireServerFile(cwd: string, name: string = DEFAULT_FILE): Promise<ServerFile> {
  const path = resolve(cwd, name)
  const bytes = await readFile(path).catch(async (error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error
    throw new CommandError(`There is no ${name} here. ${await toRemedy(cwd, name)}`)
  })
  const text = decode(bytes)
  if (text !== undefined) return { name: relative(cwd, path), text }
  throw new CommandError(`${name} is not text in UTF-8. Save it in that encoding.`)
}

/** The location of server.json in NuGet packages. */
const NUGET_FILE = '.mcp/server.json'

async function toRemedy(cwd: string, name: string): Promise<string> {
  const isThere = await isPresent(resolve(cwd, NUGET_FILE))
  return name === DEFAULT_FILE && isThere ? `There is ${NUGET_FILE}: pass its path.` : 'Create one with: mcp-publisher init'
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
