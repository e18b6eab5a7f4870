import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { hasCode, type PackageType, readJson } from '@mcp-registry/contract'
import { SERVER_NAME_LABEL } from './dockerfile.js'

/** Adds the declaration of the server name to the text of a file; `undefined` if it has to be done by hand. */
type AddMarker = (text: string, name: string) => string | undefined

const ADD_MARKER: Partial<Record<PackageType, AddMarker>> = {
  npm: addProperty,
  pypi: (text, name) => addLine(text, `<!-- mcp-name: ${name} -->`),
  nuget: (text, name) => addLine(text, `<!-- mcp-name: ${name} -->`),
  // The crate registry removes comments.
  cargo: (text, name) => addLine(text, `mcp-name: ${name}`),
  // At the end it belongs to the last stage, which is the image that is pushed.
  oci: (text, name) => addLine(text, `LABEL ${SERVER_NAME_LABEL}="${name}"`),
}

export function canWriteMarker(registryType: PackageType): boolean {
  return ADD_MARKER[registryType] !== undefined
}

/** Writes the declaration of the server name into a file, which is created if it does not exist. Returns whether that was possible. */
export async function writeMarker(cwd: string, file: string, registryType: PackageType, name: string): Promise<boolean> {
  const path = resolve(cwd, file)
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return ''
    throw error
  })
  const changed = ADD_MARKER[registryType]?.(text, name)
  if (changed === undefined) return false
  await writeFile(path, changed)
  return true
}

function addLine(text: string, line: string): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const isOpen = text !== '' && !text.endsWith('\n')
  return `${text}${isOpen ? end : ''}${text === '' ? '' : end}${line}${end}`
}

/** Sets `mcpName`, after `name` if it is new. The rest of the text stays as it is. */
function addProperty(text: string, name: string): string | undefined {
  const json = readJson(text)
  if (!json.ok) return undefined
  const value = JSON.stringify(name)
  const old = json.value.locate('mcpName')
  const anchor = json.value.locate('name')
  const whole = json.value.locate('')
  if (old !== undefined && old.offset !== whole?.offset) return splice(text, old.offset, old.length, value)
  if (anchor === undefined || anchor.offset === whole?.offset) return undefined
  const line = text.slice(text.lastIndexOf('\n', anchor.offset) + 1, anchor.offset)
  const isOnOwnLine = line.trimStart().startsWith('"name"')
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const gap = isOnOwnLine ? `${end}${line.slice(0, line.length - line.trimStart().length)}` : ' '
  return splice(text, anchor.offset + anchor.length, 0, `,${gap}"mcpName": ${value}`)
}

function splice(text: string, offset: number, length: number, inserted: string): string {
  return text.slice(0, offset) + inserted + text.slice(offset + length)
}
