import { constants } from 'node:fs'
import { copyFile, mkdir, realpath } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { ClientWriter } from '@mcp-registry/client'
import { hasCode } from '@mcp-registry/contract'
import { createTwoFilesPatch } from 'diff'
import writeFileAtomic from 'write-file-atomic'
import { CommandError, type Context, findText, toHome, toSafeText, UsageError } from '@mcp-registry/publisher/command-line'

/** The given file if any, otherwise the default file of the client on this platform. */
export function requireClientFile({ id, title, paths }: ClientWriter, write: string | true, env: Context['env']): string {
  if (typeof write === 'string') return write
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
  const path = paths?.[platform]
  if (path === undefined) throw new UsageError(`${title} (${id}) has no file of its own: name one with --write <file>.`)
  return path.replace(/^~/, () => toHome(env)).replaceAll(/%(\w+)%/g, (whole, name: string) => env[name] ?? whole)
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
