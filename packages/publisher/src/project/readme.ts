import { listServerNameMarkers } from '@mcp-registry/contract'
import { field } from './field.js'
import type { ProjectFacts, ProjectFolder } from './project-facts.js'

/** The server name that the README of a package declares, and the path of the README. */
export async function readMarker(
  folder: Pick<ProjectFolder, 'files' | 'read'>,
  named: readonly string[],
): Promise<Pick<ProjectFacts, 'serverName' | 'markerFile'>> {
  const paths = named.length > 0 ? named : listUsual(folder)
  const texts = await Promise.all(paths.map(async (path) => ({ path, text: (await folder.read(path)) ?? '' })))
  const declaring = texts.find(({ text }) => listServerNameMarkers(text).length > 0)
  return {
    ...field('serverName', declaring && listServerNameMarkers(declaring.text)[0]),
    markerFile: declaring?.path ?? paths[0] ?? 'README.md',
  }
}

function listUsual({ files }: Pick<ProjectFolder, 'files'>): readonly string[] {
  return files.filter((file) => /^readme(\.(md|rst|txt))?$/i.test(file)).slice(0, 1)
}
