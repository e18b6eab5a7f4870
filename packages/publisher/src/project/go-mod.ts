import { field } from './field.js'
import type { ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'

/** go.mod of Go. It has no version: module versions are tags. */
export const readGoMod: ProjectReader = async ({ read }) => {
  const module = /^[ \t]*module[ \t]+"?([^\s"]+)/m.exec((await read('go.mod')) ?? '')?.[1]
  if (module === undefined) return undefined
  return {
    source: 'go.mod',
    ...field(
      'shortName',
      module
        .split('/')
        .filter((part) => !/^v\d+$/.test(part))
        .at(-1),
    ),
    ...field('repositoryUrl', toRepositoryUrl(`https://${module}`)),
    package: { registryType: 'go', identifier: module },
  }
}
