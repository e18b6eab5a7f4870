import type { JsonEdit } from '../json/edit-json.js'
import type { JsonPath } from '../json/json-path.js'
import { CURRENT_SCHEMA_DATE, type SchemaDate, toSchemaUrl } from '../schema-date.js'
import { asList, asObject, asText, listVariables, ownField } from './json-access.js'
import { toNewName, toOldName } from './new-names.js'

/**
 * The edits that convert a document of an older schema date to the current shape: fields are renamed, an OCI package becomes one reference,
 * and `status` is dropped. Everything else is left unchanged. `$schema` is set to the current date only if an edit makes the document
 * incompatible with its declared schema.
 */
export function listUpgrades(document: unknown, date: SchemaDate): readonly JsonEdit[] {
  const edits = [
    ...(date === '2025-07-09' ? listRenames(document) : []),
    ...(date <= '2025-09-29' ? listImageEdits(document) : []),
  ]
  if (edits.length > 0) edits.push({ kind: 'set', path: ['$schema'], value: toSchemaUrl(CURRENT_SCHEMA_DATE) })
  if (date <= '2025-09-16') edits.push({ kind: 'drop', path: ['status'] })
  return edits
}

/** Maps the path of a value in the upgraded document to its path in the original document. */
export function toWrittenPath(document: unknown, path: JsonPath): JsonPath {
  let value = document
  return path.map((segment) => {
    const name = typeof segment === 'number' ? segment : findWrittenName(value, segment)
    value = typeof name === 'number' ? asList(value)[name] : ownField(value, name)
    return name
  })
}

function findWrittenName(owner: unknown, name: string): string {
  const oldName = toOldName(name)
  return ownField(owner, name) === undefined && ownField(owner, oldName) !== undefined ? oldName : name
}

// The objects whose fields the format defines; the keys of `_meta` and `variables` belong to the publisher.
function listRenames(document: unknown): JsonEdit[] {
  const packages = asList(ownField(document, 'packages')).flatMap((entry, index) => {
    const path = ['packages', index]
    const lists = ['runtime_arguments', 'package_arguments', 'environment_variables']
    return [
      ...renameFields(entry, path),
      ...lists.flatMap((list) => renameInputs(ownField(entry, list), [...path, list])),
      ...renameInputs(ownField(ownField(entry, 'transport'), 'headers'), [...path, 'transport', 'headers']),
    ]
  })
  const remotes = asList(ownField(document, 'remotes')).flatMap((remote, index) =>
    renameInputs(ownField(remote, 'headers'), ['remotes', index, 'headers']),
  )
  return [...renameFields(document, []), ...packages, ...remotes]
}

function renameInputs(inputs: unknown, path: JsonPath): JsonEdit[] {
  return asList(inputs).flatMap((input, index) => [
    ...renameFields(input, [...path, index]),
    ...listVariables(input).flatMap(([name, variable]) => renameFields(variable, [...path, index, 'variables', name])),
  ])
}

function renameFields(owner: unknown, path: JsonPath): JsonEdit[] {
  return Object.keys(asObject(owner)).flatMap((oldName): JsonEdit[] => {
    const key = toNewName(oldName)
    if (key === oldName) return []
    const rename: JsonEdit = { kind: 'rename', path: [...path, oldName], key }
    // The schema date defines the old name; a field under the new name had no meaning then.
    return ownField(owner, key) === undefined ? [rename] : [rename, { kind: 'drop', path: [...path, key] }]
  })
}

// Until 2025-09-29 an image was split across three fields; since then it is one reference.
function listImageEdits(document: unknown): JsonEdit[] {
  return asList(ownField(document, 'packages')).flatMap((entry, index): JsonEdit[] => {
    const field = (name: string) => asText(ownField(entry, findWrittenName(entry, name)))
    const identifier = field('identifier')
    const version = field('version')
    const baseUrl = field('registryBaseUrl')
    if (field('registryType') !== 'oci' || !identifier || (!version && !baseUrl)) return []
    const value = toImageReference(identifier, version, baseUrl)
    const dropped = ['version', 'registryBaseUrl', 'registry_base_url']
    return [
      { kind: 'set', path: ['packages', index, 'identifier'], value },
      ...dropped.map((name) => ({ kind: 'drop', path: ['packages', index, name] }) as const),
    ]
  })
}

function toImageReference(identifier: string, version: string | undefined, baseUrl = ''): string {
  const [host = ''] = baseUrl.replace(/^https?:\/\//, '').split('/')
  const image = host === '' || identifier.startsWith(`${host}/`) ? identifier : `${host}/${identifier}`
  // The name may already include a tag or digest; a colon before the last slash separates a port.
  if (!version || /[:@]/.test(image.slice(image.lastIndexOf('/') + 1))) return image
  return version.startsWith('sha256:') ? `${image}@${version}` : `${image}:${version}`
}
