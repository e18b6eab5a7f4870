import { readFile } from 'node:fs/promises'

/** The text of a file; `undefined` where there is no file. Other failures are thrown. */
export async function findText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
