import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PACKAGE_TYPES, parseServerJson, type ServerJson } from '@mcp-registry/contract'
import { type Context, defineCommand } from '../command-line/command.js'
import { CommandError, UsageError } from '../command-line/explain-error.js'
import { isInteractive } from '../command-line/interactive.js'
import { toShellWord } from '../command-line/quote-for-shell.js'
import { toSafeText } from '../command-line/safe-text.js'
import { requireChosenRegistry } from '../login/chosen-registry.js'
import { type Advice, toAdvice } from '../project/advice.js'
import { askForDraft, askForPackages, askForProgram, isConfirmed } from '../project/ask.js'
import { choosePackages, listPackages } from '../project/choose-packages.js'
import { type ChosenPackage, chooseProgram } from '../project/choose-program.js'
import type { InitOptions } from '../project/init-options.js'
import { field } from '../project/field.js'
import { type Created, toNextSteps } from '../project/next-steps.js'
import { type Project, readProject } from '../project/read-project.js'
import { findRepositoryId } from '../project/repository-id.js'
import { toProposal } from '../project/to-proposal.js'
import { toServerJson } from '../project/to-server-json.js'
import { WORKFLOW_FILE } from '../project/workflow.js'
import { canWriteMarker, writeMarker } from '../project/write-marker.js'
import { requireNoWorkflow, writeWorkflow } from '../project/write-workflow.js'
import { DEFAULT_FILE, findServerFile, requireServerFile } from '../server-file.js'
import type { Host } from '../host.js'

const OPTIONS = {
  name: { kind: 'text', placeholder: 'name', about: 'the server name, such as io.github.alice/weather' },
  title: { kind: 'text', placeholder: 'text', about: 'the display name' },
  description: { kind: 'text', placeholder: 'text', about: 'what the server does, in at most 100 characters' },
  serverVersion: {
    kind: 'text',
    placeholder: 'version',
    about: 'the version (default: the version of the project, else of the newest tag, else 1.0.0)',
  },
  repository: { kind: 'text', placeholder: 'url', about: 'the repository on GitHub or GitLab' },
  package: {
    kind: 'list',
    placeholder: 'package',
    about: `the packages to list: a type (${PACKAGE_TYPES.join(', ')}), a folder such as packages/server, or none`,
  },
  program: { kind: 'text', placeholder: 'name', about: 'the program that is the server, of a package with several' },
  remote: { kind: 'text', placeholder: 'url', about: 'the URL of a remote, with the streamable HTTP transport' },
  writeMarker: { kind: 'flag', about: 'add missing ownership markers to package.json, the README or the Dockerfile' },
  workflow: {
    kind: 'flag',
    about: `also write ${WORKFLOW_FILE}, which publishes every tagged version; an existing server.json is kept unless another option describes the server`,
  },
  yes: { kind: 'flag', short: 'y', about: 'do not prompt; use detected values and defaults' },
  force: { kind: 'flag', short: 'f', about: 'overwrite an existing server.json, or with --workflow an existing workflow' },
} as const

export const toInitCommand = (host: Host) =>
  defineCommand({
    name: 'init',
    summary: 'Create a server.json for a project.',
    details:
      'Reads package.json, pyproject.toml, Cargo.toml, *.csproj, go.mod, manifest.json, Dockerfile and git, and the packages of workspaces and solutions. Prompts for missing values on a terminal; elsewhere uses defaults, and lists those to edit and those that are guesses.',
    options: OPTIONS,
    examples: [
      { command: 'mcp-publisher init', about: 'Create ./server.json' },
      { command: 'mcp-publisher init --package packages/server', about: 'List a package of a workspace' },
      { command: 'mcp-publisher init --yes --package npm --package oci', about: 'Do not prompt, and list two packages' },
      { command: 'mcp-publisher init --workflow', about: 'Publish from GitHub Actions' },
      {
        command: 'mcp-publisher init --name com.example/search --package none --remote https://mcp.example.com/mcp',
        about: 'A remote server without packages',
      },
    ],
    run: async (context, _args, options) => {
      const { cwd } = host
      const registry = requireChosenRegistry(context.env, undefined)
      const project = await readProject(cwd)
      const there = await findServerFile(cwd)
      if (options.workflow) await requireNoWorkflow(project, options.force)
      if (options.workflow && there !== undefined && !describesServer(options)) {
        const { text } = await requireServerFile(cwd)
        const workflow = await writeWorkflow(project, cwd, requireServerJson(there, text), { file: there, registry })
        context.output.result({ workflow }, `✓ Created ${workflow}`)
        return 'done'
      }
      if (there !== undefined && !options.force) throw toExistsError(there)
      const created = await createServerFile(context, host, project, there ?? DEFAULT_FILE, options)
      const workflow = options.workflow
        ? await writeWorkflow(project, cwd, created.server, { file: created.file, registry })
        : undefined
      const { file, server, advice, guesses } = created
      const text = [file, ...(workflow === undefined ? [] : [workflow])].map((path) => `✓ Created ${path}`).join('\n')
      context.output.say(toNextSteps(created, registry))
      context.output.result({ file, server, advice, guesses, ...field('workflow', workflow) }, text)
      return 'done'
    },
  })

/** Whether an option says something about the server, so that it applies to server.json. */
function describesServer(options: InitOptions & Mode): boolean {
  const { name, title, description, serverVersion, repository, program, remote } = options
  const texts = [name, title, description, serverVersion, repository, program, remote]
  return options.package.length > 0 || options.writeMarker || texts.some((text) => text !== undefined)
}

function toExistsError(there: string): CommandError {
  return new CommandError(`There is a ${there} here already. Edit it, or replace it with: mcp-publisher init --force`)
}

function requireServerJson(name: string, text: string): ServerJson {
  const parsed = parseServerJson(text)
  if (parsed.ok) return parsed.value.server
  throw new CommandError(`${name} is not valid, so no workflow can be made of it. List its issues with: mcp-publisher validate`)
}

async function createServerFile(
  context: Context,
  host: Host,
  project: Project,
  file: string,
  options: InitOptions & Mode,
): Promise<Created> {
  const { output } = context
  const { cwd } = host
  for (const { source, package: found } of project.facts)
    output.say(toSafeText(`Found ${source}${found ? ` (${found.registryType})` : ''}`))
  const { draft, guesses } = await toDraft(context, project, options, cwd)
  if (!options.force) await requireNoOther(cwd, draft.packages)
  const repositoryId = await findRepositoryId(host, draft.repositoryUrl, context.signal)
  const { server, guesses: packageGuesses } = toServerJson({ ...draft, ...field('repositoryId', repositoryId) })
  const text = `${JSON.stringify(server, null, 2)}\n`
  await writeFile(join(cwd, file), text)
  const advice = await settleAdvice(context, cwd, draft.packages, server, options)
  const members = listPackages(project)
  return { file, server, text, guesses: [...guesses, ...packageGuesses], advice, packages: draft.packages, members }
}

/** Refuses to describe a member of a workspace twice. */
async function requireNoOther(cwd: string, packages: readonly ChosenPackage[]): Promise<void> {
  for (const { member } of packages) {
    const there = member === undefined ? undefined : await findServerFile(join(cwd, member))
    if (there === undefined) continue
    const path = `${member}/${there}`
    throw new CommandError(
      `There is a ${path} here already. Edit it, and pass its path: mcp-publisher validate ${toShellWord(path)}`,
    )
  }
}

interface Mode {
  readonly yes: boolean
  readonly force: boolean
  readonly writeMarker: boolean
}

async function toDraft(context: Context, project: Project, options: InitOptions & Mode, cwd: string) {
  const packages = listPackages(project)
  const proposed = choosePackages(packages, options)
  if (!isInteractive(context) || options.yes) return toProposal(project, toPrograms(proposed, options), options, cwd)
  const selected = await askForPackages(context, packages, proposed, options)
  const chosen: ChosenPackage[] = []
  for (const source of selected)
    chosen.push(options.program === undefined ? await askForProgram(context, source) : chooseProgram(source, options.program))
  return askForDraft(context, toProposal(project, chosen, options, cwd), options)
}

function toPrograms(
  sources: ReturnType<typeof choosePackages>,
  { program }: Pick<InitOptions, 'program'>,
): readonly ChosenPackage[] {
  const hasPrograms = sources.some(({ package: { programs } }) => programs !== undefined && programs.names.length > 0)
  if (program !== undefined && !hasPrograms)
    throw new UsageError(`--program ${program}: no package with programs is listed. Choose one with --package.`)
  return sources.map((source) => chooseProgram(source, program))
}

/** The advice for each package, after writing the markers that the user wants written. */
async function settleAdvice(
  context: Context,
  cwd: string,
  packages: readonly ChosenPackage[],
  { name }: ServerJson,
  options: Mode,
): Promise<readonly Advice[]> {
  const settled: Advice[] = []
  for (const advice of packages.map((chosen) => toAdvice(chosen, name))) {
    const { isDone, registryType, file } = advice
    const isWanted = !isDone && canWriteMarker(registryType) && (await wantsMarker(context, file, name, options))
    const isWritten = isWanted && (await writeMarker(cwd, file, registryType, name))
    if (isWritten) context.output.say(toSafeText(`✓ Added ${name} to ${file}`))
    settled.push(isWritten ? { ...advice, isDone: true } : advice)
  }
  return settled
}

async function wantsMarker(context: Context, file: string, name: string, { writeMarker: isWanted, yes }: Mode): Promise<boolean> {
  if (isWanted || yes || !isInteractive(context)) return isWanted
  return isConfirmed(context, `Add ${name} to ${file}? It proves that the package is yours.`)
}
