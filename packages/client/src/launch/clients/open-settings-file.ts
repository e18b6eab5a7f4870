import type { ClientFormat, Result } from '@mcp-registry/contract'
import { openJsonFile } from './json-file.js'
import type { SettingsFile } from './settings-file.js'
import { openTomlFile } from './toml-file.js'
import { openYamlFile } from './yaml-file.js'

/** Opens the text of a file; a missing or blank one is empty. Rejected, with the reason, if it cannot be parsed. */
export function openSettingsFile(format: ClientFormat, existing: string | undefined, title: string): Result<SettingsFile> {
  switch (format) {
    case 'json':
    case 'jsonc':
      return openJsonFile(existing, title, format === 'jsonc')
    case 'toml':
      return openTomlFile(existing, title)
    case 'yaml':
      return openYamlFile(existing, title)
  }
}
