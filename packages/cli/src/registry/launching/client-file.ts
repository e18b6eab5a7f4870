import { constants } from 'node:fs'
import { copyFile, mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, sep } from 'node:path'
import type { ClientWriter } from '@mcp-registry/client'
import { hasCode } from '@mcp-registry/contract'
import { createTwoFilesPatch } from 'diff'
import writeFileAtomic from 'write-file-atomic'
import { CommandError, type Context, findText, toHome, toSafeText, UsageError } from '@mcp-registry/publisher/command-line'

/** The given file if any, otherwise the file of the client on this platform: the first that exists, or else the first. */
export async function requireClientFile(client: ClientWriter, write: string | true, env: Context['env']): Promise<string> {
  if (typeof write === 'string') return write
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
  const files = client.userFiles.flatMap(({ paths: { [platform]: path }, variable }) =>
    path === undefined ? [] : [move(toPath(path, env), variable, env)],
  )
  for (const file of files) if ((await findText(file)) !== undefined) return file
  const [first] = files
  if (first !== undefined) return first
  throw new UsageError(`${client.title} (${client.id}) has no file of its own: name one with --write <file>.`)
}

function toPath(path: string, env: Context['env']): string {
  return path.replace(/^~/, () => toHome(env)).replaceAll(/%(\w+)%/g, (whole, name: string) => env[name] ?? whole)
}

/** The path of a file that the user has moved by an environment variable. */
function move(file: string, variable: ClientWriter['userFiles'][number]['variable'], env: Context['env']): string {
  const value = env[variable?.name ?? '']
  if (variable === undefined || value === undefined || value === '') return file
  const start = toPath(variable.replaces, env).replaceAll('/', sep)
  return file.startsWith(start + sep) ? value + file.slice(start.length) : file
}

/** The changes to a file as a patch, with some context lines. */
export function toPatch(file: string, before: string | undefined, after: string): string {
  const name = basename(file)
  const patch = createTwoFilesPatch(name, name, before ?? '', after, undefined, undefined, { context: 2 })
  // Starts at the file names, as other tools print patches.
  return toSafeText(patch.slice(patch.indexOf('--- '))).trimEnd()
}

/** Replaces a file atomically after making a backup copy. Returns the path of the copy, if the file existed. */
export async function replaceFile(
  file: string,
  before: string | undefined,
  after: string,
  now: Date,
): Promise<string | undefined> {
  // Resolves symbolic links, so that the target is replaced rather than the link.
  const target = before === undefined ? file : await realpath(file)
  if ((await findText(target)) !== before)
    throw new CommandError(`${file} was changed by someone else meanwhile. Nothing was written; run the command again.`)
  const backup = before === undefined ? undefined : await backUp(target, now)
  await mkdir(dirname(target), { recursive: true })
  // A new file may contain secrets; an existing file keeps its mode and owner.
  await writeFileAtomic(target, after, before === undefined ? { mode: 0o600 } : {})
  return backup
}

async function backUp(file: string, now: Date): Promise<string> {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  for (let count = 1; ; count++) {
    const backup = `${file}.${stamp}${count === 1 ? '' : `-${count}`}.bak`
    try {
      await copyFile(file, backup, constants.COPYFILE_EXCL)
      return backup
    } catch (error) {
      // Another copy of the same second.
      if (!hasCode(error, 'EEXIST')) throw error
    }
  }
}
