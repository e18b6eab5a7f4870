import { isRecord, type Result } from '@mcp-registry/contract'
import { parse, patch, stringify } from '@decimalturn/toml-patch'
import { refuse } from './refuse.js'
import type { Fields, NewEntry, SettingsFile } from './settings-file.js'

/** Opens the text of a TOML file; a missing one is empty. */
export function openTomlFile(existing: string | undefined, title: string): Result<SettingsFile> {
  const text = existing ?? ''
  try {
    const root: unknown = parse(text)
    if (!isRecord(root)) return refuse(`The file of ${title} cannot be read. It is left as it is.`)
    return { ok: true, value: toFile(text, root, title) }
  } catch (error) {
    return refuse(`The file of ${title} is not valid TOML: ${toReason(error)}. It is left as it is.`)
  }
}

function toFile(text: string, root: Fields, title: string): SettingsFile {
  return {
    text,
    readEntries(path) {
      const table = findTable(root, path)
      return new Map(isRecord(table) ? Object.entries(table) : [])
    },
    setEntry(path, name, entry) {
      for (const [depth] of path.entries()) {
        const keys = path.slice(0, depth + 1)
        const table = findTable(root, keys)
        if (table !== undefined && !isRecord(table))
          return refuse(`"${keys.join('.')}" in the file of ${title} is not a table. It is left as it is.`)
      }
      const changed = change(text, root, title, path, name, entry)
      return changed.ok ? openTomlFile(changed.value, title) : changed
    },
    removeEntry(path, name) {
      const removed = removeEntry(text, root, title, path, name)
      return removed.ok ? openTomlFile(removed.value, title) : removed
    },
    readListed: () => [],
    setListed: (key) => refuse(`The list "${key}" in the file of ${title} cannot be changed. It is left as it is.`),
    removeListed() {
      return this
    },
  }
}

function findTable(root: Fields, path: readonly string[]): unknown {
  let value: unknown = root
  for (const key of path) value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

function change(
  text: string,
  root: Fields,
  title: string,
  path: readonly string[],
  name: string,
  { fields, initialFields, managed }: NewEntry,
): Result<string> {
  try {
    const current = findTable(root, [...path, name])
    if (current !== undefined && !isRecord(current))
      return refuse(`"${[...path, name].join('.')}" in the file of ${title} is not a table. It is left as it is.`)
    const kept = Object.fromEntries(Object.entries(current ?? {}).filter(([key]) => !managed.includes(key)))
    const entry = current === undefined ? { ...fields, ...initialFields } : { ...fields, ...kept }
    const updated = withValue(root, [...path, name], entry)
    if (current === undefined) {
      const appended = appendSection(text, path, name, entry)
      if (isTomlOf(appended, updated)) return { ok: true, value: appended }
    }
    const patched = patch(text, updated)
    if (isTomlOf(patched, updated)) return { ok: true, value: patched }
    return refuseUnsafe(title)
  } catch (error) {
    return refuse(`The file of ${title} cannot be changed: ${toReason(error)}. It is left as it is.`)
  }
}

function refuseUnsafe(title: string): Result<never> {
  return refuse(`The file of ${title} is written in a way that cannot be changed safely. It is left as it is.`)
}

function removeEntry(text: string, root: Fields, title: string, path: readonly string[], name: string): Result<string> {
  const entries = findTable(root, path)
  if (!isRecord(entries) || !Object.hasOwn(entries, name)) return { ok: true, value: text }
  const { [name]: _removed, ...others } = entries
  const expected = withValue(root, path, others)
  // The tables around the entry may be there only because of it.
  const isExpected = (after: string) => isTomlOf(after, expected) || isTomlOf(after, withoutEmpty(expected, path))
  const cut = cutSections(text, [...path, name])
  if (isExpected(cut)) return { ok: true, value: cut }
  try {
    const patched = patch(text, expected)
    return isExpected(patched) ? { ok: true, value: patched } : refuseUnsafe(title)
  } catch (error) {
    return refuse(`The file of ${title} cannot be changed: ${toReason(error)}. It is left as it is.`)
  }
}

/** Leaves out the tables on a path that are empty. */
function withoutEmpty(table: Fields, [key, ...rest]: readonly string[]): Fields {
  const inner = key === undefined ? undefined : table[key]
  if (key === undefined || !isRecord(inner)) return table
  const { [key]: _inner, ...others } = table
  const left = withoutEmpty(inner, rest)
  return Object.keys(left).length === 0 ? others : { ...others, [key]: left }
}

/** Removes the sections of an entry and the blank line before each. Comments after the last value of a section belong to the next one. */
function cutSections(text: string, path: readonly string[]): string {
  const kept: string[] = []
  let section: string[] | undefined
  const finish = () => {
    if (section === undefined) return
    const last = section.findLastIndex((line) => !/^\s*(?:#|$)/.test(line))
    if (kept.at(-1)?.trim() === '') kept.pop()
    kept.push(...section.slice(last + 1))
    section = undefined
  }
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (/^\s*\[/.test(line)) {
      finish()
      if (isSectionOf(line, path.join('.'))) section = []
    }
    ;(section ?? kept).push(line)
  }
  finish()
  return kept.join('')
}

/** Whether a line is the header of a table, or of one below it. Its keys are letters, digits, dashes and underscores. */
function isSectionOf(line: string, table: string): boolean {
  const header = line.trim().replaceAll(/[\s"']/g, '')
  return [`[${table}]`, `[${table}.`].some((start) => header.startsWith(start))
}

function withValue(table: Fields, [key, ...rest]: readonly string[], value: unknown): Fields {
  if (key === undefined) return table
  const inner = table[key]
  return { ...table, [key]: rest.length === 0 ? value : withValue(isRecord(inner) ? inner : {}, rest, value) }
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * Appends a separate section for a new server at the end of the file, as users write it; `patch` would insert an inline table at the top.
 */
function appendSection(text: string, path: readonly string[], name: string, entry: Fields): string {
  const section = stringify({ [name]: entry }).replace(`[${name}]`, `[${[...path, name].join('.')}]`)
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const before = text.trimEnd()
  return (before === '' ? section : before + eol + eol + section).trimEnd().replace(/\r?\n/g, eol) + eol
}

function isTomlOf(text: string, value: unknown): boolean {
  try {
    return toCanonical(parse(text)) === toCanonical(value)
  } catch {
    return false
  }
}

function toCanonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return String(item)
    return isRecord(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item
  })
}
