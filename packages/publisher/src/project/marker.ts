import type { ProjectFolder } from './project-facts.js'

/** The server name in a README's `mcp-name:` marker. */
export function findMarker(readme: string | undefined): string | undefined {
  return /mcp-name:\s*([a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+)/.exec(readme ?? '')?.[1]
}

/** The README of a folder: the one that is named, else the usual one. */
export async function readReadme(folder: Pick<ProjectFolder, 'files' | 'read'>, named?: string): Promise<string | undefined> {
  const path = named ?? folder.files.find((file) => /^readme(\.(md|rst|txt))?$/i.test(file))
  return path === undefined ? undefined : folder.read(path)
}
