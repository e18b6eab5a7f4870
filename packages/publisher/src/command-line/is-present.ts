import { access } from 'node:fs/promises'

/** Whether there is a file or folder at a path that this process can see. */
export async function isPresent(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
