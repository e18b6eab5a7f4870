import { access } from 'node:fs/promises'

/** Whether a file or directory that this process can access exists at a path. */
export async function isPresent(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
