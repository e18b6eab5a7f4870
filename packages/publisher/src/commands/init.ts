import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DESCRIPTION_PLACEHOLDER, PACKAGE_TYPES, parseServerName, validateServerJson } from '@mcp-registry/contract'
import { type Context, defineCommand } from '../command-line/command.js'
import { CommandError, UsageError } from '../command-line/explain-error.js'
import { askForDraft } from '../project/ask.js'
import { toAdvice } from '../project/advice.js'
import { field } from '../project/field.js'
import type { ProjectFacts } from '../project/project-facts.js'
import { readProject } from '../project/read-project.js'
import { requireChosenRegistry } from '../login/chosen-registry.js'
import { toLoginCommandLine } from '../login/login-hint.js'
import { findRepositoryId } from '../project/repository-id.js'
import { toRepositoryUrl } from '../project/repository-url.js'
import { findFact, guessServerName, type ServerDraft, shorten, toNamePart, toServerJson } from '../project/to-server-json.js'
import { isInteractive } from '../command-line/interactive.js'
import { isPresent } from '../command-line/is-present.js'
import { DEFAULT_FILE } from '../server-file.js'
import type { Host } from '../host.js'

const OPTIONS = {
  name: { kind: 'text', placeholder: 'name', about: 'the server name, such as io.github.alice/weather' },
  title: { kind: 'text', placeholder: 'text', about: 'the display name' },
  description: { kind: 'text', placeholder: 'text', about: 'what the server does, in at most 100 characters' },
  serverVersion: { kind: 'text', placeholder: 'version', about: 'the version (default: the version of the project, else 1.0.0)' },
  repository: { kind: 'text', placeholder: 'url', about: 'the repository on GitHub or GitLab' },
  package: { kind: 'list', placeholder: 'type', about: `the packages to list: ${PACKAGE_TYPES.join(', ')}, none` },
  remote: { kind: 'text', placeholder: 'url', about: 'the URL of a remote, with the streamable HTTP transport' },
  yes: { kind: 'flag', short: 'y', about: 'do not prompt; use detected values and defaults' },
  force: { kind: 'flag', short: 'f', about: 'overwrite an existing server.json' },
} as const

interface InitOptions {
  readonly name: string | undefined
  readonly title: string | undefined
  readonly description: string | undefined
  readonly serverVersion: string | undefined
  readonly repository: string | undefined
  readonly package: readonly string[]
  readonly remote: string | undefined
}

export const toInitCommand = (host: Host) =>
  defineCommand({
    name: 'init',
    summary: 'Create a server.json for a project.',
    details:
      'Reads package.json, pyproject.toml, Cargo.toml, *.csproj, go.mod, manifest.json, Dockerfile and git. Prompts for missing values on a terminal; elsewhere uses defaults and lists those to edit.',
    options: OPTIONS,
    examples: [
      { command: 'mcp-publisher init', about: 'Create ./server.json' },
      { command: 'mcp-publisher init --yes --package npm --package oci', about: 'Do not prompt, and list two packages' },
      {
        command: 'mcp-publisher init --name com.example/search --package none --remote https://mcp.example.com/mcp',
        about: 'A remote server without packages',
      },
    ],
    run: async (context, _args, options) => {
      const { output } = context
      const { cwd } = host
      const target = join(cwd, DEFAULT_FILE)
      if (!options.force && (await isPresent(target)))
        throw new CommandError(`There is a ${DEFAULT_FILE} here already. Edit it, or replace it with: mcp-publisher init --force`)
      const facts = await readProject(cwd)
      const proposal = toProposal(facts, options, cwd)
      for (const { source, package: found } of facts) output.say(`Found ${source}${found ? ` (${found.registryType})` : ''}`)
      const draft = isInteractive(context) && !options.yes ? await askForDraft(context, facts, proposal, options) : proposal
      const repositoryId = await findRepositoryId(host, draft.repositoryUrl, context.signal)
      const server = toServerJson({ ...draft, ...field('repositoryId', repositoryId) })
      const text = `${JSON.stringify(server, null, 2)}\n`
      await writeFile(target, text)
      const chosen = facts.filter(({ package: found }) => found !== undefined && draft.packages.includes(found))
      const advice = chosen.map((found) => toAdvice(found, draft.name)).filter((entry) => entry !== undefined)
      showNextSteps(context, text, advice)
      output.result({ file: DEFAULT_FILE, server, advice }, `✓ Created ${DEFAULT_FILE}`)
      return 'done'
    },
  })

/** The values used without a terminal, which are the defaults of the prompts. */
function toProposal(facts: readonly ProjectFacts[], options: InitOptions, cwd: string): ServerDraft {
  const name = options.name ?? findFact(facts, 'serverName') ?? guessServerName(facts) ?? toExampleName(facts, cwd)
  if (options.name !== undefined) requireName(options.name)
  const repositoryUrl =
    options.repository === undefined ? findFact(facts, 'repositoryUrl') : requireRepository(options.repository)
  const packages = choosePackages(facts, options)
  return {
    name,
    ...field('title', options.title ?? findFact(facts, 'title')),
    description: options.description ?? shorten(findFact(facts, 'description') ?? DESCRIPTION_PLACEHOLDER),
    version: options.serverVersion ?? findFact(facts, 'version') ?? '1.0.0',
    ...field('repositoryUrl', repositoryUrl),
    ...field('subfolder', repositoryUrl === undefined ? undefined : findFact(facts, 'subfolder')),
    packages,
    ...field('remoteUrl', options.remote),
  }
}

function toExampleName(facts: readonly ProjectFacts[], cwd: string): string {
  return `com.example/${toNamePart(findFact(facts, 'shortName') ?? basename(cwd)) || 'my-mcp-server'}`
}

function choosePackages(facts: readonly ProjectFacts[], options: InitOptions): ServerDraft['packages'] {
  const found = facts.filter(({ package: entry }) => entry !== undefined)
  const chosen =
    options.package.length > 0
      ? options.package.filter((type) => type !== 'none').map((type) => requireFound(found, type))
      : // Prefers packages that declare a server name. Otherwise one is enough: the others may be by-products.
        found.some(({ serverName }) => serverName)
        ? found.filter(({ serverName }) => serverName)
        : found.slice(0, options.remote === undefined ? 1 : 0)
  return chosen.flatMap((entry) => (entry.package ? [entry.package] : []))
}

function requireFound(found: readonly ProjectFacts[], type: string): ProjectFacts {
  const entry = found.find(({ package: candidate }) => candidate?.registryType === type)
  if (entry !== undefined) return entry
  const types = found.map(({ package: candidate }) => candidate?.registryType).join(', ') || 'none'
  throw new UsageError(`--package ${type}: no such package was found here. Found: ${types}.`)
}

function requireName(name: string): void {
  const parsed = parseServerName(name)
  if (!parsed.ok) throw new UsageError(`--name: ${parsed.errors.join(' ')}`)
}

function requireRepository(url: string): string {
  const found = toRepositoryUrl(url)
  if (found !== undefined) return found
  throw new UsageError(`--repository: ${JSON.stringify(url)} is no repository on GitHub or GitLab.`)
}

function showNextSteps(
  { output, env }: Context,
  text: string,
  advice: readonly NonNullable<ReturnType<typeof toAdvice>>[],
): void {
  const { issues } = validateServerJson(text)
  const toDo = [
    ...issues.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${DEFAULT_FILE}: ${path}: ${message}`),
    ...(text.includes('"com.example/') ? [`${DEFAULT_FILE}: name: com.example stands for a namespace of yours`] : []),
    ...(/\bOWNER\b/.test(text) ? [`${DEFAULT_FILE}: packages: OWNER stands for a name of yours`] : []),
    ...advice.filter(({ isDone }) => !isDone).map(({ file, text: what }) => `${file}: ${what}`),
  ]
  if (toDo.length > 0) output.say(['', 'Before you publish:', ...toDo.map((entry) => `  - ${entry}`)].join('\n'))
  const login = toLoginCommandLine(requireChosenRegistry(env, undefined), { method: 'github' })
  output.say(`\nThen:\n  mcp-publisher validate\n  ${login}   (or dns, http)\n  mcp-publisher publish\n`)
}
