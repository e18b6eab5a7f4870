import { isRecord, type Result } from '@mcp-registry/contract'
import { type Document, isMap, isScalar, LineCounter, type Pair, parseDocument, stringify, type YAMLMap } from 'yaml'
import { refuse } from './refuse.js'
import type { Fields, NewEntry, SettingsFile } from './settings-file.js'

/** The maximum number of nodes to which the aliases of a file may expand. */
const MAX_ALIASES = 100

/** Opens the text of a YAML file; a missing one is empty. Lines that do not change keep their comments and their spelling. */
export function openYamlFile(existing: string | undefined, title: string): Result<SettingsFile> {
  const text = existing ?? ''
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0])
    return refuse(`The file of ${title} is not valid YAML: ${error.code} in line ${line}. It is left as it is.`)
  }
  if (document.contents !== null && !isMap(document.contents))
    return refuse(`The file of ${title} is not a YAML mapping. It is left as it is.`)
  const root = findRoot(document)
  if (root === undefined) return refuse(`The file of ${title} has too many aliases to be read. It is left as it is.`)
  return { ok: true, value: toFile(text, root, title) }
}

/** The value of a document; undefined if its aliases would make it too large. */
function findRoot(document: Document): Fields | undefined {
  try {
    return toFields(document.toJS({ maxAliasCount: MAX_ALIASES }))
  } catch {
    return undefined
  }
}

function toFile(text: string, root: Fields, title: string): SettingsFile {
  return {
    text,
    readEntries: (path) => new Map(Object.entries(toFields(findValue(root, path)))),
    setEntry(path, name, entry) {
      for (const [depth] of [...path, name].entries()) {
        const keys = [...path, name].slice(0, depth + 1)
        const value = findValue(root, keys)
        if (value !== undefined && value !== null && !isRecord(value))
          return refuse(`"${keys.join('.')}" in the file of ${title} is not a mapping. It is left as it is.`)
      }
      const changed = change(text, root, [...path, name], entry)
      if (changed !== undefined) return openYamlFile(changed, title)
      return refuse(`The file of ${title} is written in a way that cannot be changed safely. It is left as it is.`)
    },
    removeEntry(path, name) {
      if (!Object.hasOwn(toFields(findValue(root, path)), name)) return { ok: true, value: this }
      const removed = removeEntry(text, root, path, name)
      if (removed !== undefined) return openYamlFile(removed, title)
      return refuse(`The file of ${title} is written in a way that cannot be changed safely. It is left as it is.`)
    },
    readListed: () => [],
    setListed: (key) => refuse(`The list "${key}" in the file of ${title} cannot be changed. It is left as it is.`),
    removeListed() {
      return this
    },
  }
}

function toFields(value: unknown): Fields {
  return isRecord(value) ? value : {}
}

function findValue(root: unknown, path: readonly string[]): unknown {
  let value: unknown = root
  for (const key of path) value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

/** The text with the entry at a path, edited line by line; undefined if the result would say something else as well. */
function change(text: string, root: Fields, path: readonly string[], entry: NewEntry): string | undefined {
  const { fields, initialFields, managed } = entry
  const current = findValue(root, path)
  const kept = Object.entries(toFields(current)).filter(([key]) => !managed.includes(key))
  const wanted = isRecord(current) ? { ...fields, ...Object.fromEntries(kept) } : { ...fields, ...initialFields }
  let changed: string | undefined = text
  if (!isRecord(current)) changed = setLines(text, path, wanted)
  else {
    for (const field of managed)
      if (Object.hasOwn(current, field) && !Object.hasOwn(fields, field)) changed = setLines(changed, [...path, field], undefined)
    for (const [field, value] of Object.entries(fields))
      if (JSON.stringify(current[field]) !== JSON.stringify(value)) changed = setLines(changed, [...path, field], value)
  }
  if (changed === undefined) return undefined
  const after = parseDocument(changed)
  return after.errors.length === 0 && toCanonical(after.toJS()) === toCanonical(withValue(root, path, wanted))
    ? changed
    : undefined
}

/** The text without the lines of an entry; undefined if the result would say something else as well. */
function removeEntry(text: string, root: Fields, path: readonly string[], name: string): string | undefined {
  const changed = setLines(text, [...path, name], undefined)
  if (changed === undefined) return undefined
  const { [name]: _removed, ...others } = toFields(findValue(root, path))
  const after = parseDocument(changed)
  const value: unknown = after.errors.length === 0 ? after.toJS() : undefined
  // A mapping whose last entry was removed is null, and so is the document.
  const left = isRecord(findValue(value, path)) ? others : Object.keys(others).length === 0 ? null : others
  return toCanonical(value) === toCanonical(withValue(root, path, left)) ? changed : undefined
}

function withValue(fields: Fields, [key, ...rest]: readonly string[], value: unknown): Fields {
  if (key === undefined) return fields
  return { ...fields, [key]: rest.length === 0 ? value : withValue(toFields(fields[key]), rest, value) }
}

function toCanonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  )
}

/** Sets the lines of a key, or removes them. Undefined if the mapping around it is written on one line. */
function setLines(text: string | undefined, path: readonly string[], value: unknown): string | undefined {
  if (text === undefined) return undefined
  const { contents } = parseDocument(text)
  const parentPath = path.slice(0, -1)
  const key = path.at(-1) ?? ''
  const parent = findMap(contents, parentPath)
  if (parent === undefined) {
    // The mapping around it is new, or empty.
    return parentPath.length === 0
      ? appendLines(text, toLines({ [key]: value }, 0, text))
      : setLines(text, parentPath, { [key]: value })
  }
  if (parent.flow === true) return undefined
  const [first] = parent.items
  const indent = first === undefined ? 0 : toColumn(text, startOf(first))
  const lines = value === undefined ? '' : toLines({ [key]: value }, indent, text)
  const pair = parent.items.find((one) => isScalar(one.key) && one.key.value === key)
  if (pair !== undefined) {
    const start = startOf(pair) - indent
    return text.slice(0, start) + lines + text.slice(endOfLine(text, endOf(pair)))
  }
  const last = parent.items.at(-1)
  const end = last === undefined ? text.length : endOfLine(text, endOf(last))
  return appendLines(text.slice(0, end), lines) + text.slice(end)
}

function appendLines(text: string, lines: string): string {
  return text === '' || text.endsWith('\n') ? text + lines : text + toEol(text) + lines
}

function findMap(contents: unknown, path: readonly string[]): YAMLMap | undefined {
  let node: unknown = contents
  for (const key of path) node = isMap(node) ? node.get(key, true) : undefined
  return isMap(node) && node.items.length > 0 ? node : undefined
}

function startOf({ key }: Pair): number {
  return isScalar(key) ? (key.range?.[0] ?? 0) : 0
}

function endOf({ key, value }: Pair): number {
  const node = (value ?? key) as { readonly range?: readonly number[] | null }
  return node.range?.[1] ?? 0
}

function toColumn(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1)
}

/** The offset behind the line in which a value ends; the value may contain the line break itself. */
function endOfLine(text: string, offset: number): number {
  if (text[offset - 1] === '\n') return offset
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end + 1
}

function toLines(value: Fields, indent: number, text: string): string {
  const lines = stringify(value, { lineWidth: 0 }).trimEnd().split('\n')
  const eol = toEol(text)
  return lines.map((line) => (line === '' ? line : ' '.repeat(indent) + line) + eol).join('')
}

function toEol(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
