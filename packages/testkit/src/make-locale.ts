import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Compiles a C library locale, such as `tr_TR.UTF-8`, into a directory. Returns the environment variables with which programs find it. */
export function makeLocale(name: string, folder: string): { readonly LOCPATH: string } {
  const [language = '', charmap = 'UTF-8'] = name.split('.')
  mkdirSync(folder)
  // The program that uses the locale may run as another user.
  chmodSync(join(folder, '..'), 0o755)
  execFileSync('localedef', ['-i', language, '-f', charmap, join(folder, name)], { stdio: ['ignore', 'ignore', 'inherit'] })
  return { LOCPATH: folder }
}
