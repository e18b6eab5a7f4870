import { readFile } from 'node:fs/promises'
import { hasCode } from '@mcp-registry/contract'

/** The text of a file; `undefined` if the file does not exist. Other errors are thrown. */
export async function findText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  })
}
