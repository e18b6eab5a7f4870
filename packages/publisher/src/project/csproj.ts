import { XMLParser } from 'fast-xml-parser'
import { field, textAt, valueAt } from './field.js'
import { findMarker, readReadme } from './marker.js'
import type { ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'

/** The first *.csproj of .NET. Values that refer to other properties, `$(Version)`, are left open. */
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
    ...field('serverName', findMarker(await readReadme(folder, properties.get('PackageReadmeFile')))),
    ...field('title', properties.get('Title')),
    ...field('description', properties.get('PackageDescription') ?? properties.get('Description')),
    ...field('version', version),
    ...field('repositoryUrl', toRepositoryUrl(properties.get('RepositoryUrl') ?? properties.get('PackageProjectUrl') ?? '')),
    ...field('package', isPublished ? { registryType: 'nuget' as const, identifier, ...field('version', version) } : undefined),
  }
}

function toProperties(text: string | undefined): ReadonlyMap<string, string> | undefined {
  if (text === undefined) return undefined
  const properties = new Map<string, string>()
  let groups: unknown
  try {
    // Numbers stay text: version 1.10 is not 1.1.
    groups = valueAt(new XMLParser({ parseTagValue: false }).parse(text), 'Project', 'PropertyGroup')
  } catch {
    return undefined
  }
  for (const group of Array.isArray(groups) ? groups : [groups]) {
    for (const name of typeof group === 'object' && group !== null ? Object.keys(group) : []) {
      const value = textAt(group, name)
      if (value !== undefined && !value.includes('$(')) properties.set(name, value)
    }
  }
  return properties
}
