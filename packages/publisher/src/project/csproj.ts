import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { field } from './field.js'
import { readMarker } from './readme.js'
import type { PackageFacts, ProjectFolder, ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'
import { toVersionFacts } from './version-facts.js'

type Properties = ReadonlyMap<string, string>

/** MSBuild applies the first of these above a project. */
const SHARED_FILES = ['Directory.Build.props', '../Directory.Build.props', '../../Directory.Build.props']

/**
 * The first *.csproj of .NET, with what it inherits from Directory.Build.props. Values that refer to other properties, such as
 * `$(Version)`, are omitted.
 */
export const readCsproj: ProjectReader = async (folder) => {
  const source = folder.files.find((file) => file.endsWith('.csproj'))
  const project = source === undefined ? undefined : findRoot(await folder.read(source))
  if (source === undefined || project === undefined) return undefined
  const properties = new Map([...(await readShared(folder)), ...listProperties(project)])
  const identifier = properties.get('PackageId') ?? properties.get('AssemblyName') ?? source.slice(0, -'.csproj'.length)
  const readmes = listReadmes(project, properties)
  const version = toVersionFacts(
    properties.get('PackageVersion') ?? properties.get('Version') ?? properties.get('VersionPrefix'),
    // Tools such as MinVer and GitVersion set the version.
    'no version',
  )
  return {
    source,
    shortName: identifier,
    ...(await readMarker(folder, readmes)),
    ...field('markerFault', readmes.length > 0 ? undefined : `${source}: ${NO_README}`),
    ...field('title', properties.get('Title')),
    ...field('description', properties.get('PackageDescription') ?? properties.get('Description')),
    ...version,
    ...field('repositoryUrl', toRepositoryUrl(properties.get('RepositoryUrl') ?? properties.get('PackageProjectUrl') ?? '')),
    ...field('package', isPublished(source, properties) ? toPackageFacts(identifier, version.version, properties) : undefined),
  }
}

const NO_README =
  'it packs no README: add <PackageReadmeFile>README.md</PackageReadmeFile>, and <None Include="README.md" Pack="true" PackagePath="/" />'

async function readShared({ read }: ProjectFolder): Promise<Properties> {
  for (const path of SHARED_FILES) {
    const root = findRoot(await read(path))
    if (root !== undefined) return new Map(listProperties(root))
  }
  return new Map()
}

function isPublished(source: string, properties: Properties): boolean {
  const isTest = isTrue(properties.get('IsTestProject')) || /\.tests?\.csproj$/i.test(source)
  return properties.get('IsPackable')?.toLowerCase() !== 'false' && !isTest
}

function toPackageFacts(identifier: string, version: string | undefined, properties: Properties): PackageFacts {
  const isTool = isTrue(properties.get('PackAsTool'))
  const fault = 'it is no tool, so dnx cannot start it: add <PackAsTool>true</PackAsTool>'
  return { registryType: 'nuget', identifier, ...field('version', version), ...field('fault', isTool ? undefined : fault) }
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true'
}

// PackageReadmeFile is a path in the package. The item that is packed there says where the file is.
function listReadmes(project: XmlElement, properties: Properties): readonly string[] {
  const packed = properties.get('PackageReadmeFile')
  if (packed === undefined) return []
  const name = packed.split(/[\\/]/).at(-1)
  const paths = listElements(project)
    .filter((group) => group.name === 'ItemGroup')
    .flatMap(listElements)
    .map((item) => (item.attributes['Include'] ?? item.attributes['Update'] ?? '').replaceAll('\\', '/'))
    .map((path) => path.replace(/^\$\(MSBuildThisFileDirectory\)/, ''))
  return [paths.find((path) => path.split('/').at(-1) === name && !path.includes('$(')) ?? packed.replaceAll('\\', '/')]
}

function listProperties(project: XmlElement): (readonly [string, string])[] {
  const properties = listElements(project)
    .filter(({ name }) => name === 'PropertyGroup')
    .flatMap(listElements)
  return properties.flatMap((property) => {
    const value = property.text.trim()
    const isLiteral = value !== '' && listElements(property).length === 0 && !value.includes('$(')
    return isLiteral ? [[property.name, value] as const] : []
  })
}

function findRoot(text: string | undefined): XmlElement | undefined {
  if (text === undefined) return undefined
  try {
    return parseXml(text).root ?? undefined
  } catch {
    return undefined
  }
}

function listElements({ children }: XmlElement): XmlElement[] {
  return children.filter((child) => child instanceof XmlElement)
}
