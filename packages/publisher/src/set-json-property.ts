import { type JsonLocation, readJson } from '@mcp-registry/contract'

/** A property to set, and the one after which it is inserted if it is new. */
export interface JsonProperty {
  readonly key: string
  readonly value: string
  readonly after: string
}

/**
 * Sets a string of the object at a path, such as `packages[0]`; the rest of the text stays as it is. `undefined` if the text is not JSON, or
 * if the property is new and the one before it is missing.
 */
export function setJsonProperty(text: string, path: string, { key, value, after }: JsonProperty): string | undefined {
  const json = readJson(text)
  if (!json.ok) return undefined
  const { locate } = json.value
  const owner = locate(path)
  const find = (name: string): JsonLocation | undefined => {
    const place = locate(path === '' ? name : `${path}.${name}`)
    // The location of a missing value is that of its owner.
    return place?.offset === owner?.offset ? undefined : place
  }
  const old = find(key)
  if (old !== undefined) return splice(text, old.offset, old.length, JSON.stringify(value))
  const anchor = find(after)
  if (anchor === undefined) return undefined
  const line = text.slice(text.lastIndexOf('\n', anchor.offset) + 1, anchor.offset)
  const isOnOwnLine = line.trimStart().startsWith(JSON.stringify(after))
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const gap = isOnOwnLine ? `${end}${line.slice(0, line.length - line.trimStart().length)}` : ' '
  return splice(text, anchor.offset + anchor.length, 0, `,${gap}${JSON.stringify(key)}: ${JSON.stringify(value)}`)
}

function splice(text: string, offset: number, length: number, inserted: string): string {
  return text.slice(0, offset) + inserted + text.slice(offset + length)
}
