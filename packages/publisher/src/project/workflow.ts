import { parseServerName, type ServerJson } from '@mcp-registry/contract'
import { toFileName, toPackageSteps, type WorkflowStep } from './workflow-steps.js'

/** Where the workflow is written, relative to the root of the repository. */
export const WORKFLOW_FILE = '.github/workflows/publish-mcp.yml'

export interface WorkflowPlace {
  /** What precedes the version in the tags of the repository. */
  readonly tagPrefix: string
  /** The folder of the project in the repository; empty for the root. */
  readonly folder: string
  /** The path of server.json in that folder. */
  readonly file: string
  readonly isPnpm: boolean
  /** The URL of the registry to publish to. */
  readonly registry: string
}

/** A GitHub Actions workflow that publishes the packages of a server and then the server, whenever a version is tagged. */
export function toWorkflow(server: ServerJson, place: WorkflowPlace): string {
  const { tagPrefix, folder } = place
  const { name, packages = [], repository } = server
  const types = new Set(packages.map(({ registryType }) => registryType))
  const isGithub = name.toLowerCase().startsWith('io.github.')
  const needsIdentity = isGithub || types.has('npm') || types.has('pypi')
  const identityUse = isGithub ? 'Required for the login.' : 'Required by the package registry.'
  const steps: readonly WorkflowStep[] = [
    { uses: 'actions/checkout@v5' },
    { uses: 'actions/setup-node@v5', with: { 'node-version': 'lts/*' } },
    ...(types.has('oci') ? [toVersionVariable(tagPrefix)] : []),
    ...packages.flatMap((entry) => toPackageSteps(entry, { folder: repository?.subfolder ?? '', isPnpm: place.isPnpm })),
    { name: 'Install mcp-publisher', run: ['npm install --global @mcp-registry/publisher'] },
    { name: 'Take the version from the tag', run: toVersionCommands(server, place), folder },
    { name: 'Check server.json', run: ['mcp-publisher validate'], folder },
    { name: 'Log in to the registry', ...toLogin(name, isGithub) },
    { name: 'Publish to the registry', run: ['mcp-publisher publish --wait 10m'], ...(isGithub ? {} : { env: KEY }), folder },
  ]
  return [
    'name: Publish',
    'on:',
    '  push:',
    `    tags: ['${tagPrefix}${tagPrefix.endsWith('v') ? '' : '[0-9]'}*']`,
    '',
    'permissions:',
    `  contents: ${types.has('mcpb') ? 'write' : 'read'}`,
    ...(needsIdentity ? [`  # Allows the job to request an identity token. ${identityUse}`, '  id-token: write'] : []),
    ...(packages.some(({ identifier }) => identifier.startsWith('ghcr.io/')) ? ['  packages: write'] : []),
    '',
    'env:',
    `  MCP_REGISTRY_URL: ${place.registry}`,
    '',
    'jobs:',
    '  publish:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    `${steps.map(toStepText).join('\n').replace(/^\n/, '')}`,
    '',
  ].join('\n')
}

const KEY = { MCP_PUBLISHER_PRIVATE_KEY: '${{ secrets.MCP_PRIVATE_KEY }}' }

function toLogin(name: string, isGithub: boolean): Pick<WorkflowStep, 'run' | 'env'> {
  if (isGithub) return { run: ['mcp-publisher login github-oidc'] }
  // A name that is still invalid must not become part of a shell command.
  const namespace = parseServerName(name).ok ? (name.split('/')[0] ?? '') : 'com.example'
  const domain = namespace.split('.').toReversed().join('.')
  return { run: [`mcp-publisher login dns --domain ${domain}`], env: KEY }
}

function toVersionVariable(tagPrefix: string): WorkflowStep {
  return { name: 'Read the version', run: [`echo "VERSION=\${GITHUB_REF_NAME#${tagPrefix}}" >> "$GITHUB_ENV"`] }
}

/** Puts the version of the tag, and the hash of a bundle, into server.json. */
function toVersionCommands({ packages = [] }: ServerJson, { tagPrefix, file }: WorkflowPlace): readonly string[] {
  const bundle = packages.find(({ registryType }) => registryType === 'mcpb')
  const has = (type: string) => packages.some(({ registryType }) => registryType === type)
  // Identifiers and runtime arguments contain the version among other text.
  const replaces = has('oci') || has('mcpb') || packages.some(({ runtimeArguments }) => runtimeArguments !== undefined)
  const inText = '(split($old) | join($version))'
  const filters = [
    ...(replaces
      ? [
          '.version as $old',
          `(.packages[]? | select(.registryType == "oci" or .registryType == "mcpb") | .identifier) |= ${inText}`,
          `(.packages[]?.runtimeArguments[]? | select(has("value")) | .value) |= ${inText}`,
        ]
      : []),
    '.version = $version',
    '(.packages[]? | select(has("version")) | .version) = $version',
    ...(has('go') ? ['(.packages[]? | select(.registryType == "go") | .version) = "v" + $version'] : []),
    ...(bundle === undefined ? [] : ['(.packages[]? | select(.registryType == "mcpb") | .fileSha256) = $hash']),
  ]
  const hash =
    bundle === undefined
      ? undefined
      : `hash="$(sha256sum "$GITHUB_WORKSPACE/${toFileName(bundle.identifier)}" | cut -d ' ' -f 1)"`
  return [
    `version="\${GITHUB_REF_NAME#${tagPrefix}}"`,
    ...(hash === undefined ? [] : [hash]),
    `jq --arg version "$version"${hash === undefined ? '' : ' --arg hash "$hash"'} \\`,
    `  '${toLines(filters)}' \\`,
    `  ${file} > ${file}.new`,
    `mv ${file}.new ${file}`,
  ]
}

function toLines(filters: readonly string[]): string {
  return filters.length <= 2 ? filters.join(' | ') : filters.join(' |\n    ')
}

function toStepText({ name, uses, with: inputs, run, env, folder }: WorkflowStep): string {
  const lines = [
    ...(name === undefined ? [] : [`name: ${name}`]),
    ...(uses === undefined ? [] : [`uses: ${uses}`]),
    ...toMap('with', inputs),
    ...toRun(run ?? []),
    ...toMap('env', env),
    ...(folder === undefined || folder === '' ? [] : [`working-directory: ${toYamlText(folder)}`]),
  ]
  const [first = '', ...others] = lines.flatMap((line) => line.split('\n'))
  return `${name === undefined ? '' : '\n'}${[`      - ${first}`, ...others.map((line) => `        ${line}`)].join('\n')}`
}

/** A string in YAML, quoted only if it has to be. */
function toYamlText(text: string): string {
  return /^\w[\w./@-]*$/.test(text) ? text : JSON.stringify(text)
}

function toRun(commands: readonly string[]): readonly string[] {
  const [first, ...others] = commands
  if (first === undefined) return []
  const isPlain = others.length === 0 && !/: |#/.test(first)
  return isPlain
    ? [`run: ${first}`]
    : ['run: |', ...commands.flatMap((command) => command.split('\n')).map((line) => `  ${line}`)]
}

function toMap(key: string, values: Readonly<Record<string, string>> | undefined): readonly string[] {
  return values === undefined ? [] : [`${key}:`, ...Object.entries(values).map(([name, value]) => `  ${name}: ${value}`)]
}
