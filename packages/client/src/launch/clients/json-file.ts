import { isRecord, type Result } from '@mcp-registry/contract'
import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { refuse } from './refuse.js'
import type { Fields, SettingsFile } from './settings-file.js'
import { appendItem, parseJson, removeValue, setItem, setJsonValue } from './json-edit.js'

const BOM = '\uFEFF'

/**
 * Opens the text of a file; a missing or blank one is an empty object. A file that cannot be parsed is rejected with the location of the
 * error.
 */
export function openJsonFile(existing: string | undefined, title: string, allowsComments: boolean): Result<SettingsFile> {
  const text = existing ?? ''
  const [prefix, body] = text.startsWith(BOM) ? [BOM, text.slice(1)] : ['', text]
  if (body.trim() === '') return { ok: true, value: toFile('{}\n', prefix, title) }
  const errors: ParseError[] = []
  const root = parseTree(body, errors, { disallowComments: !allowsComments, allowTrailingComma: allowsComments })
  const [first] = errors
  if (first !== undefined) {
    const line = body.slice(0, first.offset).split('\n').length
    return refuse(
      `The file of ${title} is not valid JSON: ${printParseErrorCode(first.error)} in line ${line}. It is left as it is.`,
    )
  }
  if (root?.type !== 'object') return refuse(`The file of ${title} is not a JSON object. It is left as it is.`)
  return { ok: true, value: toFile(body, prefix, title) }
}

function toFile(body: string, prefix: string, title: string): SettingsFile {
  return {
    text: prefix + body,
    readEntries(path) {
      const entries = findValue(body, path)
      return new Map(isRecord(entries) ? Object.entries(entries) : [])
    },
    setEntry(path, name, { fields, initialFields, managed }) {
      const at = [...path, name]
      const problem = findObstacle(body, at, title)
      if (problem !== undefined) return refuse(problem)
      const current = findValue(body, at)
      if (!isRecord(current))
        return { ok: true, value: toFile(setJsonValue(body, at, { ...fields, ...initialFields }), prefix, title) }
      let text = body
      for (const field of managed) {
        if (Object.hasOwn(current, field) && !Object.hasOwn(fields, field)) text = removeValue(text, [...at, field])
      }
      for (const [field, value] of Object.entries(fields)) {
        // Values that are already correct keep their formatting.
        if (!isSame(current[field], value)) text = setJsonValue(text, [...at, field], value)
      }
      return { ok: true, value: toFile(text, prefix, title) }
    },
    removeEntry(path, name) {
      const at = [...path, name]
      const problem = findObstacle(body, at, title)
      if (problem !== undefined) return refuse(problem)
      return { ok: true, value: toFile(removeValue(body, at), prefix, title) }
    },
    readListed(key) {
      const items = findValue(body, [key])
      return Array.isArray(items) ? items.filter(isListed) : []
    },
    setListed(key, item) {
      const problem = findObstacle(body, [key], title)
      const items = findValue(body, [key])
      if (problem !== undefined || (items !== undefined && !Array.isArray(items))) {
        return refuse(problem ?? `"${key}" in the file of ${title} is not a list. It is left as it is.`)
      }
      const index = (items ?? []).findIndex((other: unknown) => isRecord(other) && other['id'] === item.id)
      if (index === -1) return { ok: true, value: toFile(appendItem(body, key, item), prefix, title) }
      return { ok: true, value: isSame(items?.[index], item) ? this : toFile(setItem(body, key, index, item), prefix, title) }
    },
    removeListed(key, ids) {
      const items = findValue(body, [key])
      const indexes = (Array.isArray(items) ? items : []).flatMap((item: unknown, index) =>
        isListed(item) && ids.has(item.id) ? [index] : [],
      )
      // From the end, so that the indexes of earlier items stay valid.
      const text = indexes.toReversed().reduce((before, index) => removeValue(before, [key, index]), body)
      return toFile(text, prefix, title)
    },
  }
}

/** Why a path cannot be set: a parent is not an object, or a key is duplicated and parsers disagree about which one applies. */
function findObstacle(body: string, path: readonly string[], title: string): string | undefined {
  let node = parseJson(body)
  for (const [depth, key] of path.entries()) {
    const where = path
      .slice(0, depth + 1)
      .map((part) => `"${part}"`)
      .join(' → ')
    const properties: readonly Node[] = node?.children?.filter((property) => property.children?.[0]?.value === key) ?? []
    if (properties.length > 1) return `${where} is in the file of ${title} twice. It is left as it is.`
    node = properties[0]?.children?.[1]
    if (node === undefined) return undefined
    if (node.type !== 'object' && path.length > 1)
      return `${where} in the file of ${title} is not an object. It is left as it is.`
  }
  return undefined
}

function findValue(body: string, path: readonly string[]): unknown {
  const root = parseJson(body)
  const node = root && findNodeAtLocation(root, [...path])
  return node && getNodeValue(node)
}

function isListed(item: unknown): item is Fields & { readonly id: string } {
  return isRecord(item) && typeof item['id'] === 'string'
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
