import { basename } from 'node:path'
import { DESCRIPTION_PLACEHOLDER, parseServerName } from '@mcp-registry/contract'
import { UsageError } from '../command-line/explain-error.js'
import { type PackageSource, toSelector } from './choose-packages.js'
import type { ChosenPackage } from './choose-program.js'
import { field } from './field.js'
import type { Guess } from './guess.js'
import type { InitOptions } from './init-options.js'
import type { ProjectFacts } from './project-facts.js'
import type { Project } from './read-project.js'
import { toRepositoryUrl } from './repository-url.js'
import { shorten } from './shorten.js'
import type { ServerDraft } from './server-draft.js'
import { findVersionTag } from './version-tag.js'

export interface Proposal {
  readonly draft: ServerDraft
  /** What is guessed outside the packages. */
  readonly guesses: readonly Guess[]
}

type Proposed<T> = { readonly value: T; readonly guess?: string }

/** The values used without a terminal, which are the defaults of the prompts. */
export function toProposal(project: Project, chosen: readonly ChosenPackage[], options: InitOptions, cwd: string): Proposal {
  // The files of the chosen packages come first. A member of a workspace rather shares the tags of its root than its other facts.
  const others = project.facts.filter(({ source }) => !chosen.some((found) => found.source === source))
  const isMember = chosen.some(({ member }) => member !== undefined)
  const rest = isMember ? others.toSorted((a, b) => Number(b.source === 'git') - Number(a.source === 'git')) : others
  const facts = [...chosen, ...rest]
  const name = proposeName(facts, options, cwd)
  const description = proposeDescription(facts, options)
  const tag = findVersionTag(findFact(facts, 'tags') ?? [], listTagNames(chosen))
  const version = proposeVersion(facts, chosen, tag, options)
  const repositoryUrl =
    options.repository === undefined ? findFact(facts, 'repositoryUrl') : requireRepository(options.repository)
  const draft = {
    name: name.value,
    ...field('title', options.title ?? findFact(facts, 'title')),
    description: description.value,
    version: version.value,
    ...field('repositoryUrl', repositoryUrl),
    ...field('subfolder', repositoryUrl === undefined ? undefined : findSubfolder(facts, chosen)),
    packages: chosen,
    ...field('remoteUrl', options.remote),
    ...field('tagPrefix', tag?.prefix),
  }
  const guesses = Object.entries({ name, description, version, packages: proposeChoice(project, chosen, options) }).flatMap(
    ([path, { guess }]) => (guess === undefined ? [] : [{ path, text: guess }]),
  )
  return { draft, guesses }
}

/** The value of a fact in the first file that has it. */
function findFact<K extends keyof ProjectFacts>(facts: readonly ProjectFacts[], key: K): ProjectFacts[K] | undefined {
  return facts.find((found) => found[key] !== undefined)?.[key]
}

function proposeName(facts: readonly ProjectFacts[], options: InitOptions, cwd: string): Proposed<string> {
  if (options.name !== undefined) return { value: requireName(options.name) }
  const declared = findFact(facts, 'serverName')
  if (declared !== undefined) return { value: declared }
  const owner = /^https:\/\/github\.com\/([^/]+)\//.exec(findFact(facts, 'repositoryUrl') ?? '')?.[1]
  const shortName = toNamePart(findShortName(facts) ?? '')
  if (owner && shortName)
    return { value: `io.github.${owner}/${shortName}`, guess: 'made of the owner of the repository and the name of the project' }
  return { value: `com.example/${shortName || toNamePart(basename(cwd)) || 'my-mcp-server'}` }
}

/** Names that many servers have; the scope of the package or the name of the repository tells them apart. */
const GENERIC = new Set(['mcp', 'server', 'mcp-server', 'core', 'cli', 'app'])

function findShortName(facts: readonly ProjectFacts[]): string | undefined {
  const shortName = findFact(facts, 'shortName')
  if (shortName === undefined || !GENERIC.has(shortName.toLowerCase())) return shortName
  const scope = /^@([^/]+)\//.exec(findFact(facts, 'package')?.identifier ?? '')?.[1]
  const qualifier = scope ?? findFact(facts, 'repositoryUrl')?.split('/').at(-1)
  return qualifier === undefined || qualifier.toLowerCase() === shortName.toLowerCase() ? shortName : `${qualifier}-${shortName}`
}

/** Converts a text to a valid second half of a server name. */
function toNamePart(text: string): string {
  return /[a-zA-Z0-9](?:.*[a-zA-Z0-9])?/.exec(text.replaceAll(/[^a-zA-Z0-9._-]+/g, '-'))?.[0] ?? ''
}

function proposeDescription(facts: readonly ProjectFacts[], options: InitOptions): Proposed<string> {
  if (options.description !== undefined) return { value: options.description }
  const found = facts.find(({ description }) => description !== undefined)
  const whole = found?.description?.replaceAll(/\s+/g, ' ').trim() ?? DESCRIPTION_PLACEHOLDER
  const value = shorten(whole)
  return value === whole
    ? { value }
    : { value, guess: `shortened from the ${Array.from(whole).length} characters in ${found?.source}` }
}

function proposeVersion(
  facts: readonly ProjectFacts[],
  chosen: readonly ChosenPackage[],
  tag: ReturnType<typeof findVersionTag>,
  options: InitOptions,
): Proposed<string> {
  if (options.serverVersion !== undefined) return { value: options.serverVersion }
  const stated = findFact(chosen, 'version')
  if (stated !== undefined) return { value: stated }
  const open = [...chosen, ...facts].find(({ openVersion }) => openVersion !== undefined)
  const reason = open === undefined ? '' : `, since ${open.source} has ${open.openVersion}`
  if (tag !== undefined) return { value: tag.version, guess: `from the tag ${tag.tag}${reason}` }
  const other = facts.find(({ version }) => version !== undefined)
  // The version of another file is as good where no package states one.
  if (other?.version !== undefined)
    return chosen.length === 0 ? { value: other.version } : { value: other.version, guess: `from ${other.source}${reason}` }
  const missing =
    open === undefined
      ? 'no file and no tag states a version'
      : `${open.source} has ${open.openVersion}, and no tag names a version`
  return { value: '1.0.0', guess: missing }
}

/** The names by which the tags of a monorepo may refer to the packages. */
function listTagNames(chosen: readonly ChosenPackage[]): readonly string[] {
  return chosen.flatMap(({ member, shortName, package: { identifier } }) => [
    identifier,
    ...(shortName === undefined ? [] : [shortName]),
    ...(member === undefined ? [] : [member, member.split('/').at(-1) ?? member]),
  ])
}

function findSubfolder(facts: readonly ProjectFacts[], chosen: readonly ChosenPackage[]): string | undefined {
  const members = new Set(chosen.map(({ member }) => member))
  const [member] = members.size === 1 ? members : []
  const stated = findFact(chosen, 'subfolder')
  const own = facts.find(({ source }) => source === 'git')?.subfolder ?? findFact(facts, 'subfolder')
  return stated ?? ([own, member].filter((part) => part !== undefined).join('/') || undefined)
}

/** Says which packages are left out, where the choice among them is a guess. */
function proposeChoice(project: Project, chosen: readonly ChosenPackage[], options: InitOptions): Proposed<undefined> {
  const isGuess = options.package.length === 0 && chosen.length > 0 && chosen.every(({ serverName }) => serverName === undefined)
  const left = [...project.facts, ...project.members]
    .filter((found): found is PackageSource => found.package !== undefined)
    .filter(({ source }) => !chosen.some((entry) => entry.source === source))
  if (!isGuess || left.length === 0) return { value: undefined }
  const names = left
    .slice(0, MAX_SHOWN)
    .map((entry) => `${entry.source} (--package ${entry.member === undefined ? toSelector(entry) : entry.source})`)
  return {
    value: undefined,
    guess: `${chosen.map(({ source }) => source).join(', ')} was chosen. There is also ${names.join(', ')}`,
  }
}

const MAX_SHOWN = 10

function requireName(name: string): string {
  const parsed = parseServerName(name)
  if (!parsed.ok) throw new UsageError(`--name: ${parsed.errors.join(' ')}`)
  return name
}

function requireRepository(url: string): string {
  const found = toRepositoryUrl(url)
  if (found !== undefined) return found
  throw new UsageError(`--repository: ${JSON.stringify(url)} is no repository on GitHub or GitLab.`)
}
