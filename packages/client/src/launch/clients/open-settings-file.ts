import type { ClientFormat, Result } from '@mcp-registry/contract'
import { openJsonFile } from './json-file.js'
import type { SettingsFile } from './settings-file.js'
import { openTomlFile } from './toml-file.js'

/** The formats that can be written. */
export type WritableFormat = Exclude<ClientFormat, 'yaml'>

/** Whether files of a format can be written. */
export function isWritable(format: ClientFormat): format is WritableFormat {
  return format !== 'yaml'
}

/** Opens the text of a file; a missing or blank one is empty. Rejected, with the reason, if it cannot be parsed. */
export function openSettingsFile(format: WritableFormat, existing: string | undefined, title: string): Result<SettingsFile> {
  return format === 'toml' ? openTomlFile(existing, title) : openJsonFile(existing, title, format === 'jsonc')
}
