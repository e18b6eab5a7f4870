import { confirm, isCancel, multiselect, select, text } from '@clack/prompts'
import {
  DESCRIPTION_PLACEHOLDER,
  isRangeLike,
  MAX_DESCRIPTION_LENGTH,
  parseImageReference,
  parseServerName,
} from '@mcp-registry/contract'
import type { Context } from '../command-line/command.js'
import { CommandError } from '../command-line/explain-error.js'
import { toSafeLine } from '../command-line/safe-text.js'
import type { PackageSource } from './choose-packages.js'
import { type ChosenPackage, guessProgram, hasSeveralPrograms } from './choose-program.js'
import { field } from './field.js'
import type { InitOptions } from './init-options.js'
import { toPackage } from './to-package.js'
import type { Proposal } from './to-proposal.js'

/** Prompts for the packages where the project has several, or has them in the folders of a workspace only. */
export async function askForPackages(
  context: Context,
  packages: readonly PackageSource[],
  proposed: readonly PackageSource[],
  options: Pick<InitOptions, 'package' | 'remote'>,
): Promise<readonly PackageSource[]> {
  const isOpen = options.package.length === 0 && (packages.length > 1 || packages.some(({ member }) => member !== undefined))
  if (!isOpen) return proposed
  // Of a workspace, those that declare a server name are most likely meant.
  const declared = packages.filter(({ serverName }) => serverName !== undefined)
  return requireAnswer(
    await multiselect({
      ...toTerminal(context),
      message: 'Which packages run the server? (space chooses, enter confirms)',
      options: packages.map((found) => ({
        value: found,
        label: toSafeLine(`${found.package.registryType} ${found.package.identifier}`),
        hint: toSafeLine(found.source),
      })),
      initialValues: [...(proposed.length > 0 ? proposed : declared)],
      required: false,
    }),
  )
}

/** Prompts for the program of a package that has several. */
export async function askForProgram(context: Context, source: PackageSource): Promise<ChosenPackage> {
  const { programs } = source.package
  if (programs === undefined || !hasSeveralPrograms(source.package)) return { ...source, ...field('program', programs?.names[0]) }
  const program = requireAnswer(
    await select({
      ...toTerminal(context),
      message: toSafeLine(`Which program of ${source.source} is the server?`),
      options: programs.names.map((name) => ({ value: name, label: toSafeLine(name) })),
      ...field('initialValue', guessProgram(programs)),
    }),
  )
  return { ...source, program }
}

/** Prompts for what the project does not define; the answers are no guesses any more. */
export async function askForDraft(context: Context, { draft, guesses }: Proposal, options: InitOptions): Promise<Proposal> {
  const isGuess = (path: string) => guesses.some((guess) => guess.path === path)
  const ask = async (message: string, initialValue: string, check: (value: string) => string | undefined) =>
    requireAnswer(
      await text({ ...toTerminal(context), message, initialValue, validate: (value) => check(value?.trim() ?? '') }),
    ).trim()

  const isNameOpen = isGuess('name') || (options.name === undefined && draft.name.startsWith('com.example/'))
  const name = isNameOpen ? await ask('Name of the server (namespace/name)', draft.name, checkName) : draft.name
  const isUndescribed = draft.description === DESCRIPTION_PLACEHOLDER
  const isDescriptionOpen = options.description === undefined && (isUndescribed || isGuess('description'))
  const description = isDescriptionOpen
    ? await ask('What does it do?', isUndescribed ? '' : draft.description, checkDescription)
    : draft.description
  const version = isGuess('version') ? await ask('Version', draft.version, checkVersion) : draft.version
  const isRemoteOpen = options.remote === undefined && draft.packages.length === 0
  const remoteUrl = isRemoteOpen ? await ask('URL at which it runs (empty for none)', '', checkRemote) : options.remote
  const answered = { ...draft, name, description, version, ...field('remoteUrl', remoteUrl || undefined) }
  const packages: ChosenPackage[] = []
  for (const chosen of answered.packages) {
    const { registryType } = chosen.package
    const { entry } = toPackage(chosen, answered)
    const identifier = registryType === 'oci' ? await ask('Image, with its tag', entry.identifier, checkImage) : undefined
    packages.push(identifier === undefined ? chosen : { ...chosen, package: { ...chosen.package, identifier } })
  }
  return { draft: { ...answered, packages }, guesses: [] }
}

export async function isConfirmed(context: Context, message: string): Promise<boolean> {
  return requireAnswer(await confirm({ ...toTerminal(context), message: toSafeLine(message) }))
}

function toTerminal({ stdin, output, signal }: Context) {
  return { input: stdin, output: output.stderr, signal }
}

function requireAnswer<T>(answer: T): Exclude<T, symbol> {
  // A prompt returns a symbol only if the user cancels.
  if (!isCancel(answer)) return answer as Exclude<T, symbol>
  throw new CommandError('Nothing was written: the questions were not answered.')
}

function checkName(value: string): string | undefined {
  const parsed = parseServerName(value)
  return parsed.ok ? undefined : parsed.errors.join(' ')
}

function checkDescription(value: string): string | undefined {
  const length = Array.from(value).length
  return length >= 1 && length <= MAX_DESCRIPTION_LENGTH
    ? undefined
    : `1 to ${MAX_DESCRIPTION_LENGTH} characters; this has ${length}.`
}

function checkVersion(value: string): string | undefined {
  return value === '' || value === 'latest' || isRangeLike(value) ? 'One exact version, such as 1.0.0.' : undefined
}

function checkRemote(value: string): string | undefined {
  return value === '' || /^https:\/\/[^\s/]+/.test(value) ? undefined : 'A URL that begins with https://'
}

function checkImage(value: string): string | undefined {
  const parsed = parseImageReference(value)
  return parsed.ok ? undefined : parsed.errors.join(' ')
}
