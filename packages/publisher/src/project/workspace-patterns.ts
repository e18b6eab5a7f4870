import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { textAt, textsAt, valueAt } from './field.js'
import { parseJson } from './package-json.js'
import type { ProjectFolder } from './project-facts.js'
import { parseToml } from './pyproject.js'

const MAX_PATTERNS = 500

/** The folders that a directory declares as members of its workspace, as patterns; those after `!` are excluded. */
export async function readWorkspacePatterns(folder: ProjectFolder): Promise<readonly string[]> {
  const lists = await Promise.all([
    readNpm(folder),
    readPnpm(folder),
    readCargo(folder),
    readUv(folder),
    readGo(folder),
    readDotnet(folder),
  ])
  return lists.flat().slice(0, MAX_PATTERNS)
}

async function readNpm({ read }: ProjectFolder): Promise<readonly string[]> {
  const manifest = parseJson(await read('package.json'))
  return [...textsAt(manifest, 'workspaces'), ...textsAt(manifest, 'workspaces', 'packages')]
}

async function readPnpm({ read }: ProjectFolder): Promise<readonly string[]> {
  const text = await read('pnpm-workspace.yaml')
  return text === undefined ? [] : textsAt(await parseYaml(text), 'packages')
}

async function parseYaml(text: string): Promise<unknown> {
  // Few projects need it, so no other command waits for it.
  const { parse } = await import('yaml')
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

async function readCargo({ read }: ProjectFolder): Promise<readonly string[]> {
  const workspace = valueAt(parseToml(await read('Cargo.toml')), 'workspace')
  return [...textsAt(workspace, 'members'), ...textsAt(workspace, 'exclude').map((path) => `!${path}`)]
}

async function readUv({ read }: ProjectFolder): Promise<readonly string[]> {
  const workspace = valueAt(parseToml(await read('pyproject.toml')), 'tool', 'uv', 'workspace')
  return [...textsAt(workspace, 'members'), ...textsAt(workspace, 'exclude').map((path) => `!${path}`)]
}

async function readGo({ read }: ProjectFolder): Promise<readonly string[]> {
  const text = (await read('go.work')) ?? ''
  return [...text.matchAll(/^[ \t]*(?:use[ \t]+)?(\.\/[^\s()]+)/gm)].map(([, path = '']) => path)
}

/** The folders of the projects of a solution, in either format. */
async function readDotnet({ files, read }: ProjectFolder): Promise<readonly string[]> {
  const solutions = files.filter((file) => /\.slnx?$/.test(file))
  const texts = await Promise.all(solutions.map(async (file) => ({ file, text: (await read(file)) ?? '' })))
  const projects = texts.flatMap(({ file, text }) => (file.endsWith('.slnx') ? listSlnxProjects(text) : listSlnProjects(text)))
  return projects.map((path) => path.replaceAll('\\', '/').split('/').slice(0, -1).join('/')).filter((path) => path !== '')
}

function listSlnProjects(text: string): readonly string[] {
  return [...text.matchAll(/"([^"\n]+\.csproj)"/g)].map(([, path = '']) => path)
}

function listSlnxProjects(text: string): readonly string[] {
  try {
    const { root } = parseXml(text)
    return root === null ? [] : listProjects(root)
  } catch {
    return []
  }
}

function listProjects({ children }: XmlElement): readonly string[] {
  return children.flatMap((child) => {
    if (!(child instanceof XmlElement)) return []
    const path = child.name === 'Project' ? textAt(child.attributes, 'Path') : undefined
    return path?.endsWith('.csproj') === true ? [path] : listProjects(child)
  })
}
