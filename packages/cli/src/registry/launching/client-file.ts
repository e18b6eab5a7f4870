import { constants } from 'node:fs'
import { copyFile, mkdir, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, resolve, sep } from 'node:path'
import type { ClientWriter } from '@mcp-registry/client'
import { hasCode } from '@mcp-registry/contract'
import { createTwoFilesPatch } from 'diff'
import writeFileAtomic from 'write-file-atomic'
import { CommandError, type Context, isPresent, toHome, toSafeText, UsageError } from '@mcp-registry/publisher/command-line'

/** The given file if any, otherwise the file of the client on this platform. */
export async function requireClientFile(client: ClientWriter, write: string | true, env: Context['env']): Promise<string> {
  const path = typeof write === 'string' ? write : await findClientFile(client, env)
  if (path !== undefined) return path
  throw new UsageError(`${client.title} (${client.id}) has no file of its own: name one with --write <file>.`)
}

/** The file of the user: the first that exists, or else the first; undefined if the format has no file of its own. */
export async function findClientFile(
  { userFiles }: Pick<ClientWriter, 'userFiles'>,
  env: Context['env'],
): Promise<string | undefined> {
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
  const files = userFiles.flatMap(({ paths: { [platform]: path }, variable }) =>
    path === undefined ? [] : [move(toPath(path, env), variable, env)],
  )
  for (const file of files) if (await isPresent(file)) return file
  return files[0]
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

const MAX_FILE_BYTES = 32 * 1024 * 1024

/** The text of the file of a client; undefined if there is none. A file that would not be written back as it is, is refused. */
export async function readClientFile(file: string): Promise<string | undefined> {
  const found = await stat(file).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  })
  if (found === undefined) return undefined
  if (!found.isFile()) throw new CommandError(`${file} is not a file. Give the path of a file.`)
  if (found.size > MAX_FILE_BYTES)
    throw new CommandError(`${file} has more than ${MAX_FILE_BYTES} bytes. It is left as it is; check that it is the right file.`)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new CommandError(`${file} is not UTF-8 text. It is left as it is; save it as UTF-8 first.`, { cause: error })
  }
}

/** The changes to a file as a patch, with some context lines. */
export function toPatch(file: string, before: string | undefined, after: string): string {
  const name = basename(file)
  const patch = createTwoFilesPatch(name, name, before ?? '', after, undefined, undefined, { context: 2 })
  // Starts at the file names, as other tools print patches.
  return toSafeText(patch.slice(patch.indexOf('--- '))).trimEnd()
}

export interface Replaced {
  /** The copy of the previous file, if there was one. */
  readonly backup: string | undefined
  /** The first of the folders that were created for the file, if any were. */
  readonly createdFolder: string | undefined
}

/** Replaces a file atomically after making a backup copy. */
export async function replaceFile(file: string, before: string | undefined, after: string, now: Date): Promise<Replaced> {
  const target = await requireUnchanged(file, before)
  const backup = before === undefined ? undefined : await backUp(target, now)
  const createdFolder = await mkdir(dirname(target), { recursive: true })
  // A new file may contain secrets; an existing file keeps its mode and owner.
  await writeFileAtomic(target, after, before === undefined ? { mode: 0o600 } : {})
  return { backup, createdFolder }
}

/** Deletes a file, and the folders above it, up to the given one, that are empty then. */
export async function deleteFile(file: string, before: string, createdFolder: string | undefined): Promise<void> {
  await rm(await requireUnchanged(file, before))
  if (createdFolder === undefined) return
  const last = resolve(createdFolder)
  for (let folder = dirname(resolve(file)); folder.startsWith(last); folder = dirname(folder)) {
    const isRemoved = await rmdir(folder).then(
      () => true,
      () => false,
    )
    if (!isRemoved) return
  }
}

/** The file that a path leads to. Refuses one that was changed since it was read, or that may not be written. */
async function requireUnchanged(file: string, before: string | undefined): Promise<string> {
  // Resolves symbolic links, so that the target is replaced rather than the link.
  const target = before === undefined ? file : await realpath(file)
  if ((await readClientFile(target)) !== before)
    throw new CommandError(`${file} was changed by someone else meanwhile. Nothing was written; run the command again.`)
  // Replacing a file takes only the permission to write its folder, and administrators have every permission.
  if (before !== undefined && ((await stat(target)).mode & 0o222) === 0)
    throw new CommandError(`${file} is read-only. Nothing was written; make it writable first, or change it where it is made.`)
  return target
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
