import { createScanner, findNodeAtLocation, applyEdits, modify, type Node, parseTree } from 'jsonc-parser'

/**
 * Edits of a JSON text that change only the value being set: neighbouring values are not reformatted, and comments stay in place. (`modify`
 * of jsonc-parser either reformats the neighbours too, or does not format even the inserted value.)
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

export function removeValue(text: string, path: readonly (string | number)[]): string {
  return applyEdits(text, modify(text, [...path], undefined, {}))
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
  const comma = last === undefined || hasComma(text.slice(lastEnd, close)) ? '' : ','
  const rest = text.slice(end, close)
  return [
    text.slice(0, lastEnd) + comma + text.slice(lastEnd, end),
    eol + unit.repeat(depth + 1) + content,
    rest.includes('\n') ? rest : eol + unit.repeat(depth),
    text.slice(close),
  ].join('')
}

function hasComma(text: string): boolean {
  const scanner = createScanner(text, true)
  do {
    scanner.scan()
    if (text[scanner.getTokenOffset()] === ',') return true
  } while (scanner.getTokenLength() > 0)
  return false
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
