import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Context } from '../command-line/command.js'

/** Whether a program is in a directory of PATH, as starting it by name requires. */
export async function isOnPath(program: string, env: Context['env']): Promise<boolean> {
  // A path, which no entry should have as the name of a program, is not looked up.
  if (/[/\\]/.test(program)) return false
  // The names of variables are case-insensitive on Windows only.
  const path = env['PATH'] ?? env['Path'] ?? ''
  const extensions = process.platform === 'win32' ? (env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';') : ['']
  for (const directory of path.split(delimiter).filter((text) => text !== ''))
    for (const extension of extensions) if (await isExecutable(join(directory, program + extension))) return true
  return false
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}
