import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { hasCode, type PackageType } from '@mcp-registry/contract'
import writeFileAtomic from 'write-file-atomic'
import { setJsonProperty } from '../set-json-property.js'
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
  await writeFileAtomic(path, changed)
  return true
}

function addLine(text: string, line: string): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const isOpen = text !== '' && !text.endsWith('\n')
  return `${text}${isOpen ? end : ''}${text === '' ? '' : end}${line}${end}`
}

function addProperty(text: string, name: string): string | undefined {
  return setJsonProperty(text, '', { key: 'mcpName', value: name, after: 'name' })
}
