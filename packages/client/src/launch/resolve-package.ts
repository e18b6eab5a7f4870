import { findStrayArgument, findUrl, isPublicBaseUrl, isRunnableType } from '@mcp-registry/contract'
import { listRuntimeArguments } from './declared-inputs.js'
import { fillArguments } from './fill-arguments.js'
import type { Launch } from './launch.js'
import { packageTypeOf, toRunner } from './package-types/index.js'
import type { Composed, PackageType } from './package-types/package-type.js'
import { listNames, type PackageEntry } from './read-entry.js'
import { resolveBundleDownload } from './resolve-bundle-download.js'
import { isHttpUrl, type ResolvedEndpoint, resolveEndpoint, toHttpLaunch } from './resolve-remote.js'
import type { Session } from './session.js'
import { listSecrets, plain, toPlain, type Text } from './text.js'

export function resolvePackage(
  entry: PackageEntry,
  session: Session,
  added: Readonly<Record<string, string>> = {},
): Launch | undefined {
  const environment = [...fillEnvironment(entry, session), ...addEnvironment(entry, added, session)]
  const args = fillArguments(entry.packageArguments, session)
  if (entry.registryType === 'mcpb') return resolveBundleDownload(entry, session, args, environment)

  const type = packageTypeOf(entry)
  if (type === undefined) {
    session.refuse('unsupported-package-type', `Nothing here runs packages of type ${JSON.stringify(entry.registryType)}.`)
    return undefined
  }
  const runtime = fillArguments(listRuntimeArguments(entry), session)
  const runner = chooseRunner(entry, type, session)
  const baseUrl = checkSource(entry, type, session)
  for (const option of runtime.map((text) => toPlain(text).split('=', 1)[0] ?? '')) {
    if (type.shellArguments?.includes(option) === true) {
      session.refuse('unsafe-argument', `The runtime argument ${option} would give a text to a shell.`)
    }
  }
  warnOfStray(entry, runner, runtime, session)
  const isStdio = entry.transport.type === 'stdio'
  const endpoint = isStdio ? undefined : resolveEndpoint(entry.transport, session, (name) => findValue(entry, name, session))
  if (session.problems.some((problem) => problem.code === 'invalid-package')) return undefined
  if (!isStdio && endpoint === undefined) return undefined

  const names = environment.map(([name]) => name)
  const url = endpoint && findUrl(toPlain(endpoint.url))
  const composed = type.compose({ entry, runner, runtime, args, environment: names, baseUrl, url })
  return toLaunch(composed, environment, endpoint, session)
}

type Environment = readonly (readonly [name: string, value: Text])[]

function fillEnvironment(entry: PackageEntry, session: Session): Environment {
  const filled = new Map<string, Text>()
  for (const slot of entry.environmentVariables) {
    checkVariableName(slot.name, session)
    const value = session.fill(slot)?.[0]
    if (value !== undefined) filled.set(slot.name, value)
  }
  return [...filled]
}

/** Variables of the user, which must not replace those of the document. */
function addEnvironment(entry: PackageEntry, added: Readonly<Record<string, string>>, session: Session): Environment {
  return Object.entries(added).map(([name, value]) => {
    checkVariableName(name, session)
    if (entry.environmentVariables.some((slot) => slot.name === name))
      session.refuse('invalid-environment', `The package declares ${name} itself: provide the input of that name instead.`)
    if (value.includes('\0')) session.refuse('invalid-environment', `The value of ${name} has a NUL character.`)
    return [name, plain(value)]
  })
}

function checkVariableName(name: string, session: Session): void {
  if (/^[^=\0\s-][^=\0\s]*$/.test(name)) return
  session.refuse('invalid-environment', `${JSON.stringify(name)} is not the name of an environment variable.`)
}

function chooseRunner(entry: PackageEntry, type: PackageType, session: Session): string {
  const hint = entry.runtimeHint
  const runner = toRunner(entry, type)
  if (hint === undefined || hint === runner) return runner
  if (listRuntimeArguments(entry).length > 0) {
    // The arguments are intended for a runner that will not receive them.
    session.refuse(
      'unsupported-runtime',
      `The package asks for ${JSON.stringify(hint)}; it can be run by ${type.runners.join(', ')}.`,
    )
  } else {
    session.warnings.push(`The package asks for ${JSON.stringify(hint)}; it is run by ${runner} instead.`)
  }
  return runner
}

// Excludes white space, characters that make a runner use another source (`npm:`, `file:`, a URL), and shell metacharacters.
const VERSION = /^[^\s\-/\\:@;|&$`"'<>(){}][^\s/\\:@;|&$`"'<>(){}]*$/u

function checkSource(entry: PackageEntry, type: PackageType, session: Session): string | undefined {
  const { identifier, version, registryBaseUrl, registryType } = entry
  if (!type.identifier.test(identifier)) {
    session.refuse('invalid-package', `${JSON.stringify(identifier)} is not the name of a package of type ${registryType}.`)
  }
  if (version !== undefined && !VERSION.test(version)) {
    session.refuse('invalid-package', `${JSON.stringify(version)} is not a version.`)
  }
  if (registryBaseUrl === undefined) return undefined
  if (isRunnableType(registryType) && isPublicBaseUrl(registryType, registryBaseUrl)) return undefined
  if (isHttpUrl(registryBaseUrl)) {
    session.warnings.push(`The package comes from ${registryBaseUrl}, not from the public registry of its type.`)
    return registryBaseUrl
  }
  session.refuse('invalid-package', `The base URL ${JSON.stringify(registryBaseUrl)} is not an http or https URL.`)
  return undefined
}

function warnOfStray(
  { registryType, identifier }: PackageEntry,
  runner: string,
  runtime: readonly Text[],
  session: Session,
): void {
  const words = runtime.map(toPlain)
  const stray = isRunnableType(registryType) ? findStrayArgument(registryType, identifier, words) : undefined
  if (stray === undefined) return
  // The argument may contain a secret.
  const secret = runtime[stray]?.find((part) => part.secret !== undefined)?.secret
  const shown = JSON.stringify(secret?.id ?? words[stray])
  session.warnings.push(
    `The runtime argument ${shown} precedes the package, so ${runner} takes it for the package and does not run ${identifier}. It may belong to the arguments of the package.`,
  )
}

function toLaunch(
  composed: Composed,
  environment: Environment,
  endpoint: ResolvedEndpoint | undefined,
  session: Session,
): Launch {
  const all: Environment = [
    ...Object.entries(composed.environment ?? {}).map(([name, value]) => [name, plain(value)] as const),
    ...environment,
  ]
  const start = {
    command: composed.command,
    args: composed.args.map(toPlain),
    env: Object.fromEntries(all.map(([name, value]) => [name, toPlain(value)])),
    ...(composed.install !== undefined && {
      install: { command: composed.install.command, args: composed.install.args.map(toPlain) },
    }),
  }
  const texts = [
    ...composed.args.map((text, index) => [['args', index], text] as const),
    ...all.map(([name, text]) => [['env', name], text] as const),
    ...(composed.install?.args ?? []).map((text, index) => [['install', 'args', index], text] as const),
  ]
  if (endpoint === undefined) {
    const warnings = [...new Set(session.warnings)]
    return { kind: 'stdio', ...start, secrets: listSecrets(texts), warnings, standIns: session.standIns }
  }
  const launch = toHttpLaunch(endpoint, session)
  const secrets = listSecrets([
    [['url'], endpoint.url],
    ...endpoint.headers.map(([name, text]) => [['headers', name], text] as const),
    ...texts.map(([path, text]) => [['start', ...path], text] as const),
  ])
  return { ...launch, start, secrets }
}

/** The value of a placeholder in a package URL: an environment variable, an argument, or a variable of either. */
function findValue(entry: PackageEntry, name: string, session: Session): Text | undefined {
  const slots = [...entry.environmentVariables, ...entry.packageArguments, ...listRuntimeArguments(entry)]
  const slot = slots.find((candidate) => listNames(candidate).includes(name))
  if (slot !== undefined) return session.fill(slot)?.[0]
  const variable = slots.flatMap((candidate) => candidate.variables.get(name) ?? [])[0]
  return variable === undefined ? undefined : session.read(variable, false, true)?.[0]
}
