import { listServerNameMarkers } from '@mcp-registry/contract'
import type { ProjectFolder } from './project-facts.js'

/** The first server name that a README declares with an `mcp-name:` marker. */
export function findDeclaredName(readme: string | undefined): string | undefined {
  return listServerNameMarkers(readme ?? '')[0]
}

/** The README of a directory: the given file if any, otherwise the usual one. */
export async function readReadme(folder: Pick<ProjectFolder, 'files' | 'read'>, named?: string): Promise<string | undefined> {
  const path = named ?? folder.files.find((file) => /^readme(\.(md|rst|txt))?$/i.test(file))
  return path === undefined ? undefined : folder.read(path)
}
