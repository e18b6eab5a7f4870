import { isCancel, multiselect, text } from '@clack/prompts'
import { DESCRIPTION_PLACEHOLDER, isRangeLike, MAX_DESCRIPTION_LENGTH, parseServerName } from '@mcp-registry/contract'
import type { Context } from '../command-line/command.js'
import { CommandError } from '../command-line/explain-error.js'
import { field } from './field.js'
import type { ProjectFacts } from './project-facts.js'
import type { ServerDraft } from './to-server-json.js'

/** Values given on the command line, which are not prompted for. */
export interface Given {
  readonly name: string | undefined
  readonly description: string | undefined
  readonly serverVersion: string | undefined
  readonly package: readonly string[]
  readonly remote: string | undefined
}

/** Prompts for values that the project does not define, or defines in several ways. */
export async function askForDraft(
  { stdin: input, output, signal }: Context,
  facts: readonly ProjectFacts[],
  proposal: ServerDraft,
  given: Given,
): Promise<ServerDraft> {
  const common = { input, output: output.stderr, signal }
  const ask = async (message: string, initialValue: string, check: (value: string) => string | undefined) =>
    requireAnswer(await text({ ...common, message, initialValue, validate: (value) => check(value?.trim() ?? '') })).trim()

  const isNameKnown = given.name !== undefined || facts.some(({ serverName }) => serverName !== undefined)
  const name = isNameKnown ? proposal.name : await ask('Name of the server (namespace/name)', proposal.name, checkName)
  const isDescribed = given.description !== undefined || proposal.description !== DESCRIPTION_PLACEHOLDER
  const description = isDescribed ? proposal.description : await ask('What does it do?', '', checkDescription)
  const isVersionKnown = given.serverVersion !== undefined || facts.some(({ version }) => version !== undefined)
  const version = isVersionKnown ? proposal.version : await ask('Version', proposal.version, checkVersion)

  const found = facts.flatMap((entry) => (entry.package ? [{ source: entry.source, package: entry.package }] : []))
  const isChoiceOpen = given.package.length === 0 && found.length > 1
  const packages = isChoiceOpen
    ? requireAnswer(
        await multiselect({
          ...common,
          message: 'Which packages run the server? (space chooses, enter confirms)',
          options: found.map(({ source, package: entry }) => ({ value: entry, label: entry.registryType, hint: source })),
          initialValues: [...proposal.packages],
          required: false,
        }),
      )
    : proposal.packages
  const isRemoteOpen = given.remote === undefined && packages.length === 0
  const remoteUrl = isRemoteOpen ? await ask('URL at which it runs (empty for none)', '', checkRemote) : given.remote
  return { ...proposal, name, description, version, packages, ...field('remoteUrl', remoteUrl || undefined) }
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
