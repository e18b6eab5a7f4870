import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a locale of the C library, such as `tr_TR.UTF-8`, in a folder. Returns the environment variables by which programs find it. */
export function makeLocale(name: string, folder: string): { readonly LOCPATH: string } {
  const [language = '', charmap = 'UTF-8'] = name.split('.')
  mkdirSync(folder)
  // Whoever runs the program reads it.
  chmodSync(join(folder, '..'), 0o755)
  execFileSync('localedef', ['-i', language, '-f', charmap, join(folder, name)], { stdio: ['ignore', 'ignore', 'inherit'] })
  return { LOCPATH: folder }
}
