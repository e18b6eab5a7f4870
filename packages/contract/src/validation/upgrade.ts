import { editJson, type JsonEdit } from '../json/edit-json.js'
import type { JsonPath } from '../json/json-path.js'
import { CURRENT_SCHEMA_DATE, PUBLISHER_META_KEY, type SchemaDate, toSchemaUrl } from '../server-json.js'
import { asList, asObject, ownField } from './loose.js'
import { toNewName } from './new-names.js'

/**
 * Brings a document of an older schema date into the current shape: fields get their present names, a status in the document goes.
 * Everything else, the order of keys included, stays as written. `$schema` moves to the current date only when a field was renamed:
 * other documents still are what they say they are.
 */
export function upgradeDocument(text: string, document: unknown, date: SchemaDate): string {
  const renames = date === '2025-07-09' ? listRenames(document) : []
  const edits: JsonEdit[] = [...renames]
  if (renames.length > 0) edits.push({ kind: 'set', path: ['$schema'], value: toSchemaUrl(CURRENT_SCHEMA_DATE) })
  if (date <= '2025-09-16' && ownField(document, 'status') !== undefined) edits.push({ kind: 'drop', path: ['status'] })
  return editJson(text, edits)
}

/** The keys of a document's `_meta` that a publisher may not use. */
export function listForeignMetaKeys(document: unknown): readonly string[] {
  return Object.keys(asObject(ownField(document, '_meta'))).filter((key) => key !== PUBLISHER_META_KEY)
}

/** The text without the `_meta` keys that a publisher may not use, and without `_meta` when nothing is left in it. */
export function dropForeignMeta(text: string, document: unknown): string {
  const foreign = listForeignMetaKeys(document)
  if (foreign.length === 0) return text
  const all = Object.keys(asObject(ownField(document, '_meta')))
  const paths: JsonPath[] = foreign.length === all.length ? [['_meta']] : foreign.map((key) => ['_meta', key])
  return editJson(
    text,
    paths.map((path) => ({ kind: 'drop', path })),
  )
}

// Where the format has fields of its own; keys of `_meta` and of `variables` belong to the publisher.
function listRenames(document: unknown): JsonEdit[] {
  const renames: JsonEdit[] = []
  const rename = (value: unknown, path: JsonPath): void => {
    for (const key of Object.keys(asObject(value))) {
      const newKey = toNewName(key)
      if (newKey === key) continue
      // The old name is the one that its date defines; a field under the new name meant nothing then.
      if (Object.hasOwn(asObject(value), newKey)) renames.unshift({ kind: 'drop', path: [...path, newKey] })
      renames.push({ kind: 'rename', path: [...path, key], key: newKey })
    }
  }
  const renameInputs = (inputs: unknown, path: JsonPath): void => {
    for (const [index, input] of asList(inputs).entries()) {
      for (const [name, variable] of Object.entries(asObject(ownField(input, 'variables'))))
        rename(variable, [...path, index, 'variables', name])
      rename(input, [...path, index])
    }
  }
  for (const [index, entry] of asList(ownField(document, 'packages')).entries()) {
    const path = ['packages', index]
    for (const list of ['runtime_arguments', 'package_arguments', 'environment_variables'])
      renameInputs(ownField(entry, list), [...path, list])
    renameInputs(ownField(ownField(entry, 'transport'), 'headers'), [...path, 'transport', 'headers'])
    rename(entry, path)
  }
  for (const [index, remote] of asList(ownField(document, 'remotes')).entries())
    renameInputs(ownField(remote, 'headers'), ['remotes', index, 'headers'])
  rename(document, [])
  return renames
}
