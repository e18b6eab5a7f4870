import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '@mcp-registry/contract'
import { CommandError, type Context, findText } from '@mcp-registry/publisher/command-line'
import writeFileAtomic from 'write-file-atomic'
import { toConfigFolder } from '../config-folder.js'
import type { InstalledFile, InstallRecord } from './install-record.js'
import { parseRecord } from './parse-record.js'

const MAX_RECORD_BYTES = 8 * 1024 * 1024

export function toRecordFile(env: Context['env']): string {
  return join(toConfigFolder(env), 'installed.json')
}

/** The record of a user; empty if nothing was installed yet. A record that cannot be read is an error, so that it is never overwritten. */
export async function readRecord(env: Context['env']): Promise<InstallRecord> {
  const file = toRecordFile(env)
  const remedy =
    'Restore it from a backup, or move it away: the servers stay in the files of their clients, and "mcp-registry install" adopts them again.'
  if ((await findSize(file)) > MAX_RECORD_BYTES)
    throw new CommandError(`${file} has more than ${MAX_RECORD_BYTES} bytes. ${remedy}`)
  const text = await findText(file)
  if (text === undefined) return { version: 1, files: [] }
  const record = parseRecord(text)
  if (record.ok) return record.value
  throw new CommandError(`${file} cannot be read: ${record.errors.join(' ')} ${remedy}`)
}

/** Creates the folder of the record, so that nothing is installed that cannot be recorded. */
export async function prepareRecord(env: Context['env']): Promise<void> {
  const folder = toConfigFolder(env)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await access(folder, constants.W_OK)
}

/** Replaces what the record says of one file. It is read again, so that a change by another process meanwhile is kept. */
export async function recordFile(env: Context['env'], file: InstalledFile): Promise<void> {
  const { files } = await readRecord(env)
  const others = files.filter(({ path }) => path !== file.path)
  const record: InstallRecord = { version: 1, files: file.entries.length === 0 ? others : [...others, file] }
  await prepareRecord(env)
  await writeFileAtomic(toRecordFile(env), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
}

async function findSize(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0
    throw error
  }
}
