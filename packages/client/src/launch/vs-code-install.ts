import { isRecord, type ServerJson } from '@mcp-registry/contract'
import { toList } from './read-entry.js'
import { toPlainString } from './to-plain-string.js'

/** A value that VS Code prompts for when it starts the server. */
export interface VsCodeInput {
  readonly id: string
  readonly type: 'promptString' | 'pickString'
  readonly description: string
  readonly password: boolean
  /** As given in the document. */
  readonly default?: unknown
  readonly options?: readonly string[]
}

/** The configuration that VS Code writes to its `mcp.json`: `config` under `servers[name]`, and `inputs`. */
export interface VsCodeInstall {
  readonly name: string
  readonly config: Readonly<Record<string, unknown>>
  readonly inputs?: readonly VsCodeInput[]
}

/**
 * The configuration that VS Code itself generates when it installs a gallery entry; undefined if that would fail. VS Code uses the first
 * package, or the first remote if there is no package, ignores runtime hints, replaces only the first occurrence of a variable, and prompts
 * for inputs that have a description or default but no value. These defects are reproduced: this function predicts what VS Code does.
 * Source: `getMcpServerConfigurationFromManifest` and `installFromGallery` of VS Code.
 */
export function toVsCodeInstall(server: ServerJson, options: { readonly galleryUrl?: string } = {}): VsCodeInstall | undefined {
  const packages = toList(server.packages)
  const remote = toList(server.remotes)[0]
  const generated =
    packages.length === 0 && isRecord(remote)
      ? generateRemote(remote)
      : isRecord(packages[0])
        ? generatePackage(packages[0])
        : undefined
  if (generated === undefined) return undefined
  return {
    name: server.name,
    config: { ...generated.config, gallery: options.galleryUrl ?? true, version: server.version },
    ...(generated.inputs.length > 0 && { inputs: generated.inputs }),
  }
}

type Fields = Readonly<Record<string, unknown>>

interface Generated {
  readonly config: Fields
  readonly inputs: readonly VsCodeInput[]
}

// VS Code has built-in authentication for this host.
const SIGNED_IN = 'https://api.githubcopilot.com/mcp'

function generateRemote(remote: Fields): Generated {
  const url = toPlainString(remote['url'])
  const isSignedIn = url.startsWith(SIGNED_IN)
  const headers = toRecords(remote['headers']).filter(
    (header) => !isSignedIn || toPlainString(header['name']).toLowerCase() !== 'authorization',
  )
  const { values, inputs } = generatePairs(headers)
  return { config: { type: 'http', url, ...(values.length > 0 && { headers: Object.fromEntries(values) }) }, inputs }
}

const COMMANDS = new Map([
  ['npm', 'npx'],
  ['oci', 'docker'],
  ['pypi', 'uvx'],
  ['nuget', 'dnx'],
])

function generatePackage(entry: Fields): Generated {
  const type = toPlainString(entry['registryType'])
  const runtime = generateArguments(entry['runtimeArguments'])
  const environment = generatePairs(toRecords(entry['environmentVariables']))
  const own = generateArguments(entry['packageArguments'])
  const args = [
    ...(type === 'oci' ? ['run', '-i', '--rm'] : []),
    ...runtime.args,
    ...(type === 'oci' ? environment.values.flatMap(([name]) => ['-e', name]) : []),
    ...listPackage(type, entry, toList(entry['packageArguments']).length > 0),
    ...own.args,
  ]
  return {
    config: {
      type: 'stdio',
      command: COMMANDS.get(type) ?? type,
      ...(args.length > 0 && { args }),
      ...(environment.values.length > 0 && { env: Object.fromEntries(environment.values) }),
    },
    inputs: [...runtime.inputs, ...environment.inputs, ...own.inputs],
  }
}

function listPackage(type: string, entry: Fields, hasArguments: boolean): string[] {
  const identifier = toPlainString(entry['identifier'])
  const version = toText(entry['version'])
  const baseUrl = toText(entry['registryBaseUrl'])
  const spec = version === '' ? identifier : `${identifier}@${version}`
  const from = (option: string) => (baseUrl === '' ? [] : [option, baseUrl])
  switch (type) {
    case 'npm':
      return [...from('--registry'), spec]
    case 'pypi':
      return [...from('--index-url'), spec]
    case 'oci': {
      const image = baseUrl === '' ? identifier : `${baseUrl}/${identifier}`
      return [version === '' ? image : `${image}:${version}`]
    }
    case 'nuget':
      return [spec, '--yes', ...from('--source'), ...(hasArguments ? ['--'] : [])]
    default:
      return []
  }
}

function generateArguments(list: unknown): { args: string[]; inputs: VsCodeInput[] } {
  const args: string[] = []
  const inputs: VsCodeInput[] = []
  for (const argument of toRecords(list)) {
    const name = toText(argument['name'])
    const isNamed = argument['type'] === 'named'
    if (isNamed ? name === '' : argument['type'] !== 'positional') continue
    if (isNamed) args.push(name)
    const hint = toText(argument['valueHint'])
    const value = toText(argument['value'])
    const isDescribed = toText(argument['description']) !== '' || argument['default'] !== undefined
    if (value !== '') {
      const variables = listVariables(argument['variables'])
      args.push(refer(value, variables))
      inputs.push(...variables)
    } else if (isDescribed && (isNamed || hint !== '')) {
      const id = isNamed ? name.replace(/^--?/, '') : hint
      inputs.push(toInput(id, { description: argument['description'], default: argument['default'] }))
      args.push(`\${input:${id}}`)
    } else if (!isNamed) {
      args.push(hint)
    }
  }
  return { args, inputs }
}

function generatePairs(list: readonly Fields[]): { values: (readonly [string, string])[]; inputs: VsCodeInput[] } {
  const values = new Map<string, string>()
  const inputs: VsCodeInput[] = []
  for (const pair of list) {
    const name = toPlainString(pair['name'])
    const variables = listVariables(pair['variables'])
    const value = toText(pair['value'])
    const isDescribed = toText(pair['description']) !== '' || Boolean(pair['choices']) || pair['default'] !== undefined
    if (variables.length > 0) {
      inputs.push(...variables)
      values.set(name, refer(value, variables))
    } else if (value === '' && isDescribed) {
      inputs.push(toInput(name, pair))
      values.set(name, `\${input:${name}}`)
    } else {
      values.set(name, value)
    }
  }
  return { values: [...values], inputs }
}

function refer(value: string, variables: readonly VsCodeInput[]): string {
  return variables.reduce((text, { id }) => text.replace(`{${id}}`, `\${input:${id}}`), value)
}

function listVariables(variables: unknown): VsCodeInput[] {
  return isRecord(variables)
    ? Object.entries(variables).flatMap(([id, input]) => (isRecord(input) ? [toInput(id, input)] : []))
    : []
}

function toInput(id: string, input: Fields): VsCodeInput {
  const choices = toList(input['choices']).map(toPlainString)
  return {
    id,
    type: input['choices'] ? 'pickString' : 'promptString',
    description: toText(input['description']),
    password: Boolean(input['isSecret']),
    ...(input['default'] !== undefined && { default: input['default'] }),
    ...(Boolean(input['choices']) && { options: choices }),
  }
}

function toRecords(value: unknown): Fields[] {
  return toList(value).filter(isRecord)
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
