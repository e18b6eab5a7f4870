import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { field } from './field.js'
import { findDeclaredName, readReadme } from './readme.js'
import type { ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'

/** The first *.csproj of .NET. Values that refer to other properties, such as `$(Version)`, are omitted. */
export const readCsproj: ProjectReader = async (folder) => {
  const source = folder.files.find((file) => file.endsWith('.csproj'))
  const properties = source === undefined ? undefined : toProperties(await folder.read(source))
  if (source === undefined || properties === undefined) return undefined
  const identifier = properties.get('PackageId') ?? properties.get('AssemblyName') ?? source.slice(0, -'.csproj'.length)
  const version = properties.get('PackageVersion') ?? properties.get('Version') ?? properties.get('VersionPrefix')
  const isPublished = properties.get('IsPackable')?.toLowerCase() !== 'false'
  return {
    source,
    shortName: identifier,
    ...field('serverName', findDeclaredName(await readReadme(folder, properties.get('PackageReadmeFile')))),
    ...field('title', properties.get('Title')),
    ...field('description', properties.get('PackageDescription') ?? properties.get('Description')),
    ...field('version', version),
    ...field('repositoryUrl', toRepositoryUrl(properties.get('RepositoryUrl') ?? properties.get('PackageProjectUrl') ?? '')),
    ...field('package', isPublished ? { registryType: 'nuget' as const, identifier, ...field('version', version) } : undefined),
  }
}

function toProperties(text: string | undefined): ReadonlyMap<string, string> | undefined {
  const project = text === undefined ? undefined : findRoot(text)
  if (project === undefined) return undefined
  const properties = new Map<string, string>()
  const groups = listElements(project).filter(({ name }) => name === 'PropertyGroup')
  for (const property of groups.flatMap(listElements)) {
    const value = property.text.trim()
    if (value !== '' && listElements(property).length === 0 && !value.includes('$(')) properties.set(property.name, value)
  }
  return properties
}

function findRoot(text: string): XmlElement | undefined {
  try {
    return parseXml(text).root ?? undefined
  } catch {
    return undefined
  }
}

function listElements({ children }: XmlElement): XmlElement[] {
  return children.filter((child) => child instanceof XmlElement)
}
