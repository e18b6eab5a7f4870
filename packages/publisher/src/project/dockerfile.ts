import { field } from './field.js'
import type { ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'

/** The image label that declares the server name. */
export const SERVER_NAME_LABEL = 'io.modelcontextprotocol.server.name'

/** The labels of a Dockerfile. A Dockerfile does not name its image; `toServerJson` proposes a name based on the repository. */
export const readDockerfile: ProjectReader = async ({ read, files }) => {
  const source = ['Dockerfile', 'Containerfile'].find((name) => files.includes(name))
  const text = source === undefined ? undefined : await read(source)
  if (source === undefined || text === undefined) return undefined
  const labels = toLabels(text)
  return {
    source,
    ...field('serverName', labels.get(SERVER_NAME_LABEL)),
    ...field('title', labels.get('org.opencontainers.image.title')),
    ...field('description', labels.get('org.opencontainers.image.description')),
    ...field('version', labels.get('org.opencontainers.image.version')),
    ...field('repositoryUrl', toRepositoryUrl(labels.get('org.opencontainers.image.source') ?? '')),
    package: { registryType: 'oci', identifier: '' },
  }
}

/** Labels with literal values; the values of labels with build arguments are unknown before the build. */
function toLabels(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>()
  const lines = text.split(/\r?\n/).filter((line) => !line.trimStart().startsWith('#'))
  for (const instruction of lines.join('\n').replaceAll('\\\n', ' ').split('\n')) {
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
