import { createScanner, findNodeAtLocation, type Node, parseTree } from 'jsonc-parser'

/**
 * Edits of a JSON text that change only the value being set: neighbouring values are not reformatted, and comments stay in place. (`modify`
 * of jsonc-parser either reformats the neighbours too, or does not format even the inserted value, and removes comments beside a removed one.)
 */

/** Sets the value at a path of keys and creates missing objects on the path. The text must be valid and its root an object. */
export function setJsonValue(text: string, path: readonly string[], value: unknown): string {
  const root = parseJson(text)
  const node = root && findNodeAtLocation(root, [...path])
  if (node !== undefined) {
    return text.slice(0, node.offset) + format(text, value, path.length) + text.slice(node.offset + node.length)
  }
  const [last = ''] = path.slice(-1)
  const parentPath = path.slice(0, -1)
  const parent = root && findNodeAtLocation(root, parentPath)
  if (parent === undefined) return setJsonValue(text, parentPath, { [last]: value })
  return insert(text, parent, `${JSON.stringify(last)}: ${format(text, value, path.length)}`, parentPath.length)
}

/** Appends a value to the array under a key of the root. */
export function appendItem(text: string, key: string, value: unknown): string {
  const root = parseJson(text)
  const list = root && findNodeAtLocation(root, [key])
  return list === undefined ? setJsonValue(text, [key], [value]) : insert(text, list, format(text, value, 2), 1)
}

/** Replaces one item of an array under a key of the root. */
export function setItem(text: string, key: string, index: number, value: unknown): string {
  const root = parseJson(text)
  const node = root && findNodeAtLocation(root, [key, index])
  if (node === undefined) return text
  return text.slice(0, node.offset) + format(text, value, 2) + text.slice(node.offset + node.length)
}

/** Removes a property of an object or an item of an array, with its comma and the lines that it leaves empty. Comments stay. */
export function removeValue(text: string, path: readonly (string | number)[]): string {
  const root = parseJson(text)
  const value = root && findNodeAtLocation(root, [...path])
  const node = value?.parent?.type === 'property' ? value.parent : value
  const siblings = node?.parent?.children ?? []
  const index = siblings.findIndex((sibling) => sibling === node)
  if (node === undefined || index === -1) return text
  const end = node.offset + node.length
  const before = siblings[index - 1]
  const commaAfter = findComma(text, end)
  // The last one has no comma of its own unless the list has a trailing one.
  const comma = commaAfter ?? (before && findComma(text, before.offset + before.length))
  const cuts = [[node.offset, end] as const, ...(comma === undefined ? [] : [[comma, comma + 1] as const])]
  return cut(text, node.offset, cuts)
}

/** Removes ranges, and the line of `start` if nothing else is left on it. */
function cut(text: string, start: number, ranges: readonly (readonly [start: number, end: number])[]): string {
  const ordered = ranges.toSorted(([a], [b]) => a - b)
  const removedBefore = ordered.reduce((sum, [from, to]) => (to <= start ? sum + to - from : sum), 0)
  const rest = ordered.toReversed().reduce((kept, [from, to]) => kept.slice(0, from) + kept.slice(to), text)
  const at = start - removedBefore
  const lineStart = rest.lastIndexOf('\n', at - 1) + 1
  const lineEnd = rest.indexOf('\n', at)
  const isBlank = lineEnd !== -1 && lineStart > 0 && rest.slice(lineStart, lineEnd).trim() === ''
  if (isBlank) return rest.slice(0, lineStart) + rest.slice(lineEnd + 1)
  const after = rest.slice(at)
  return rest.slice(0, at) + after.slice(after.length - after.replace(/^[ \t]+/, '').length)
}

export function parseJson(text: string): Node | undefined {
  return parseTree(text, [], { allowTrailingComma: true })
}

/** Inserts content after the last child of an object or array at the given depth. */
function insert(text: string, container: Node, content: string, depth: number): string {
  const { unit, eol } = detectStyle(text)
  const close = container.offset + container.length - 1
  const last = container.children?.at(-1)
  const lastEnd = last === undefined ? container.offset + 1 : last.offset + last.length
  const end = Math.max(lastEnd, text.slice(0, close).trimEnd().length)
  const comma = last === undefined || findComma(text, lastEnd) !== undefined ? '' : ','
  const rest = text.slice(end, close)
  return [
    text.slice(0, lastEnd) + comma + text.slice(lastEnd, end),
    eol + unit.repeat(depth + 1) + content,
    rest.includes('\n') ? rest : eol + unit.repeat(depth),
    text.slice(close),
  ].join('')
}

/** The offset of the comma that follows a value, after any comments; undefined if something else follows. */
function findComma(text: string, from: number): number | undefined {
  const scanner = createScanner(text, true)
  scanner.setPosition(from)
  scanner.scan()
  return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : undefined
}

function format(text: string, value: unknown, depth: number): string {
  const { unit, eol } = detectStyle(text)
  return JSON.stringify(value, undefined, unit).replaceAll('\n', eol + unit.repeat(depth))
}

function detectStyle(text: string): { unit: string; eol: string } {
  const indent = /^([ \t]+)["[{]/m.exec(text)?.[1]
  return {
    unit: indent === undefined ? '  ' : indent.startsWith('\t') ? '\t' : indent,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  }
}
