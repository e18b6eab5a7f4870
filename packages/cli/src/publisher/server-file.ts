import { access, readFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { CommandError } from '../explain-error.js'

export const DEFAULT_FILE = 'server.json'

/** A server.json as it is on the disk. */
export interface ServerFile {
  /** As a person calls it, from the folder they are in. */
  readonly name: string
  /** All of it, a byte order mark included: its UTF-8 is the file, byte for byte. */
  readonly text: string
}

/** Reads a server.json; refuses what is not UTF-8. */
export async function requireServerFile(cwd: string, name: string = DEFAULT_FILE): Promise<ServerFile> {
  const path = resolve(cwd, name)
  const bytes = await readFile(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new CommandError(`There is no ${name} here. ${await toRemedy(cwd, name)}`)
  })
  const text = decode(bytes)
  if (text !== undefined) return { name: relative(cwd, path), text }
  throw new CommandError(`${name} is not text in UTF-8. Save it in that encoding.`)
}

/** Where NuGet packages keep theirs. */
const NUGET_FILE = '.mcp/server.json'

async function toRemedy(cwd: string, name: string): Promise<string> {
  const isThere = await access(resolve(cwd, NUGET_FILE)).then(
    () => true,
    () => false,
  )
  return name === DEFAULT_FILE && isThere ? `There is ${NUGET_FILE}: give its path.` : 'Create one with: mcp-publisher init'
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
