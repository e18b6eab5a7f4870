import { field } from './field.js'
import { readImageMentions } from './image-mentions.js'
import type { ProjectFolder, ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'

/** The image label that declares the server name. */
export const SERVER_NAME_LABEL = 'io.modelcontextprotocol.server.name'

const FILES = ['Dockerfile', 'Containerfile', 'docker/Dockerfile', '.docker/Dockerfile']

/** The labels of a Dockerfile. A Dockerfile does not name its image: other files may, else `toServerJson` proposes a name. */
export const readDockerfile: ProjectReader = async (folder) => {
  const found = await findDockerfile(folder)
  if (found === undefined) return undefined
  const { source, text } = found
  const instructions = listInstructions(text)
  const labels = toLabels(instructions)
  const port = instructions.map((line) => /^\s*EXPOSE\s+(\d+)/i.exec(line)?.[1]).find((exposed) => exposed !== undefined)
  return {
    source,
    ...field('serverName', labels.get(SERVER_NAME_LABEL)),
    ...field('title', labels.get('org.opencontainers.image.title')),
    ...field('description', labels.get('org.opencontainers.image.description')),
    ...field('version', labels.get('org.opencontainers.image.version')),
    ...field('repositoryUrl', toRepositoryUrl(labels.get('org.opencontainers.image.source') ?? '')),
    package: { registryType: 'oci', identifier: '', images: await readImageMentions(folder), ...field('port', port) },
  }
}

async function findDockerfile({ read }: ProjectFolder): Promise<{ readonly source: string; readonly text: string } | undefined> {
  for (const source of FILES) {
    const text = await read(source)
    if (text !== undefined) return { source, text }
  }
  return undefined
}

function listInstructions(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).filter((line) => !line.trimStart().startsWith('#'))
  return lines.join('\n').replaceAll('\\\n', ' ').split('\n')
}

/** Labels with literal values; the values of labels with build arguments are unknown before the build. */
function toLabels(instructions: readonly string[]): ReadonlyMap<string, string> {
  const labels = new Map<string, string>()
  for (const instruction of instructions) {
    if (!/^\s*LABEL\s/i.test(instruction)) continue
    for (const [, key, quoted, single, bare] of instruction.matchAll(
      /[\s"]([\w./-]+)"?=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+))/g,
    )) {
      const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? single ?? bare
      if (key && value && !value.includes('$')) labels.set(key, value)
    }
  }
  return labels
}
