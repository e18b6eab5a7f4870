import { field } from './field.js'
import type { PackageFacts, ProjectFolder, ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'

const MAX_PROGRAMS = 50

/** go.mod of Go. It has no version: module versions are tags. */
export const readGoMod: ProjectReader = async (folder) => {
  const module = /^[ \t]*module[ \t]+"?([^\s"]+)/m.exec((await folder.read('go.mod')) ?? '')?.[1]
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
    package: await toPackageFacts(folder, module),
  }
}

// A program is a package of the module: the root, or usually a folder below cmd.
async function toPackageFacts(folder: ProjectFolder, module: string): Promise<PackageFacts> {
  const entry = { registryType: 'go' as const, identifier: module }
  const isRootProgram = await hasProgram(
    folder,
    folder.files.filter((file) => file.endsWith('.go') && !file.endsWith('_test.go')),
  )
  const candidates = (await folder.list('cmd')).slice(0, MAX_PROGRAMS)
  const found = await Promise.all(
    candidates.map(async (name) => ((await hasProgram(folder, [`cmd/${name}/main.go`])) ? [`cmd/${name}`] : [])),
  )
  const below = found.flat()
  if (isRootProgram) return { ...entry, programs: { names: ['.', ...below], own: '.' } }
  if (below.length > 0) return { ...entry, programs: { names: below } }
  // A module without any source is only beginning.
  const isLibrary = folder.files.some((file) => file.endsWith('.go'))
  return {
    ...entry,
    ...field('fault', isLibrary ? 'neither its root nor cmd/ has a program (package main): add one' : undefined),
  }
}

async function hasProgram({ read }: ProjectFolder, files: readonly string[]): Promise<boolean> {
  const texts = await Promise.all(files.slice(0, MAX_PROGRAMS).map(read))
  return texts.some((text) => /^package main\b/m.test(text ?? ''))
}
