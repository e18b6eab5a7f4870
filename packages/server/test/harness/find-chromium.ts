import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export const NO_CHROMIUM = 'chromium is not on the PATH: apt-get install chromium'

/** The path of the installed Chromium; undefined when there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'chromium')).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
