import type { Result } from '@mcp-registry/contract'
import type { Launch } from '../launch.js'
import type { VariableReference } from './client-writer.js'
import type { ReferenceSyntax } from './refer-to-secrets.js'
import type { Fields, SettingsFile } from './settings-file.js'

/** The server whose secrets an entry refers to. */
export interface ReferringEntry {
  readonly name: string
  readonly launch: Launch
  /** The file before the entry is written, and the keys of its servers. */
  readonly file: SettingsFile
  readonly key: readonly string[]
}

/** How the secrets of one entry are referred to. The methods are called in this order. */
export interface SecretReferences {
  readonly syntax: ReferenceSyntax
  /** The entry with what the references need besides; `fields` contains the references already. */
  complete(fields: Fields): Fields
  /** The file with what the references need besides the entry. */
  settle(file: SettingsFile): Result<SettingsFile>
  listVariables(): readonly VariableReference[]
  /** The questions that the client asks, as its file lists them. */
  listQuestions(): readonly Fields[]
}

/** What a client expands in the strings of an entry; if that is unknown, all forms that any client does. */
export const EXPANDED = { braces: /\$\{/, dollar: /\$[\w{]/, unknown: /\$\{|\{(?:env|file):/ } as const

/** What needs nothing besides the references. */
export const NOTHING_ELSE: Omit<SecretReferences, 'syntax'> = {
  complete: (fields) => fields,
  settle: (file) => ({ ok: true, value: file }),
  listVariables: () => [],
  listQuestions: () => [],
}
