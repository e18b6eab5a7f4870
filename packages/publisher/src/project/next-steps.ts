import { type ServerJson, validateServerJson } from '@mcp-registry/contract'
import { toShellWord } from '../command-line/quote-for-shell.js'
import { toSafeLine } from '../command-line/safe-text.js'
import { toLoginCommandLine } from '../login/login-hint.js'
import type { Advice } from './advice.js'
import { type PackageSource, toSelector } from './choose-packages.js'
import type { ChosenPackage } from './choose-program.js'
import { textAt } from './field.js'
import type { Guess } from './guess.js'

export interface Created {
  readonly file: string
  readonly server: ServerJson
  readonly text: string
  readonly guesses: readonly Guess[]
  readonly advice: readonly Advice[]
  readonly packages: readonly ChosenPackage[]
  /** Every package of the project. */
  readonly members: readonly PackageSource[]
}

/** What remains to be done, what is guessed, and the commands that follow. */
export function toNextSteps(created: Created, registry: string): string {
  const { file, server, text, guesses, advice, packages } = created
  const { issues } = validateServerJson(text)
  const toDo = [
    ...listUnconnectable(created),
    ...issues.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${file}: ${path}: ${message}`),
    ...(text.includes('"com.example/') ? [`${file}: name: com.example stands for a namespace of yours`] : []),
    ...(/\bOWNER\b/.test(text) ? [`${file}: packages: OWNER stands for a name of yours`] : []),
    ...packages.flatMap(({ source, package: { fault } }) => (fault === undefined ? [] : [`${source}: ${fault}`])),
    ...advice.filter(({ isDone }) => !isDone).map((entry) => `${entry.file}: ${entry.text}`),
    ...advice.flatMap(({ fault }) => fault ?? []),
  ]
  const toCheck = guesses.map(({ path, text: reason }) => {
    const value = findValue(server, path)
    return `${path}${value === undefined ? '' : ` ${JSON.stringify(value)}`}: ${reason}`
  })
  const isAnonymous = server.name.startsWith('io.modelcontextprotocol.anonymous/')
  const login = isAnonymous
    ? toLoginCommandLine(registry, { method: 'none' })
    : `${toLoginCommandLine(registry, { method: 'github' })}   (or dns, http)`
  const release =
    server.packages === undefined ? '' : '  publish the package with its own tool: the registry reads the server name in it\n'
  return [
    ...toList('Before you publish:', toDo),
    ...toList('Guesses to check:', toCheck),
    `\nThen:\n  mcp-publisher validate\n${release}  ${login}\n  mcp-publisher publish\n`,
  ].join('\n')
}

/** The packages of a project that might be meant, when the document has neither a package nor a remote. */
function listUnconnectable({ file, server, members }: Created): readonly string[] {
  if (server.packages !== undefined || server.remotes !== undefined) return []
  const remedy = 'mcp-publisher init --force --remote <url>'
  if (members.length === 0)
    return [`${file}: it has no package and no remote, so nothing can be connected to. For a remote server: ${remedy}`]
  const choices = groupBySelector(members)
  const shown = choices
    .slice(0, MAX_SHOWN)
    .map(
      ([selector, packages]) =>
        `\n      mcp-publisher init --force --package ${toShellWord(selector)}   (${packages.map(toLabel).join('; ')})`,
    )
  const more = choices.length > MAX_SHOWN ? `\n      … and ${choices.length - MAX_SHOWN} more` : ''
  return [`${file}: it has no package and no remote, so nothing can be connected to. Choose a package:${shown.join('')}${more}`]
}

/** The packages by the value of `--package` that selects them, or the first of them. */
function groupBySelector(packages: readonly PackageSource[]): readonly (readonly [string, readonly PackageSource[]])[] {
  // What declares a server name is most likely meant, then what clients can start.
  const rank = ({ serverName, package: { fault } }: PackageSource) => (serverName !== undefined ? 0 : fault === undefined ? 1 : 2)
  const groups = new Map<string, PackageSource[]>()
  for (const found of packages.toSorted((a, b) => rank(a) - rank(b)))
    groups.set(toSelector(found), [...(groups.get(toSelector(found)) ?? []), found])
  return [...groups]
}

function toLabel({ source, serverName, package: { registryType, identifier } }: PackageSource): string {
  const declared = serverName === undefined ? '' : `, declares ${serverName}`
  return `${registryType} ${identifier || source}${declared}`
}

const MAX_SHOWN = 20

function toList(title: string, entries: readonly string[]): readonly string[] {
  if (entries.length === 0) return []
  // Names and texts may come from a repository of somebody else.
  return ['', title, ...entries.map((entry) => `  - ${entry.split('\n').map(toSafeIndented).join('\n')}`)]
}

function toSafeIndented(line: string): string {
  return `${/^ */.exec(line)?.[0] ?? ''}${toSafeLine(line)}`
}

function findValue(server: ServerJson, path: string): string | undefined {
  return textAt(server, ...path.split(/[.[\]]+/))
}
