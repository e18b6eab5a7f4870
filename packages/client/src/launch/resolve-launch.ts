import type { Result, ServerJson } from '@mcp-registry/contract'
import type { Launch, LaunchChoice, LaunchInputs, LaunchProblem } from './launch.js'
import { findEntry } from './find-entry.js'
import { resolvePackage } from './resolve-package.js'
import { resolveRemote } from './resolve-remote.js'
import { type MissingInputOptions, openSession } from './session.js'

/** Options of `resolveLaunch` and `resolveBundle`. */
export interface ResolveOptions extends MissingInputOptions {
  /** Environment variables that the package does not declare. The launch of a bundle has them already. */
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * Resolves a choice of a server to a command with its arguments and environment, to a URL with its headers, or to a bundle to download. If
 * that fails, the errors list every problem. Pure: it runs, fetches and writes nothing. Source: docs/launch.md; language-neutral test
 * vectors are in fixtures/launch.
 *
 * @example
 * ```ts
 * import { createRegistryClient, listLaunchChoices, listLaunchInputs, resolveLaunch } from '@mcp-registry/client'
 *
 * const registry = createRegistryClient({ baseUrl: 'https://registry.example.com' })
 * const { server } = await registry.getServerVersion('com.example/weather')
 * const [choice] = listLaunchChoices(server)
 * if (choice === undefined) throw new Error('There is nothing to launch.')
 * console.log(listLaunchInputs(server, choice).map(({ id, isRequired }) => ({ id, isRequired })))
 * const launch = resolveLaunch(server, choice, { WEATHER_API_KEY: 'secret' })
 * if (launch.ok && launch.value.kind === 'stdio') console.log(launch.value.command, launch.value.args)
 * if (!launch.ok) for (const { code, message } of launch.errors) console.error(code, message)
 * ```
 */
export function resolveLaunch(
  server: ServerJson,
  choice: LaunchChoice,
  inputs: LaunchInputs = {},
  options: ResolveOptions = {},
): Result<Launch, LaunchProblem> {
  const entry = findEntry(server, choice)
  if (entry === undefined) {
    const message = `The server has no ${choice.kind} number ${choice.index + 1}.`
    return { ok: false, errors: [{ code: 'no-such-choice', message }] }
  }
  const session = openSession(entry, inputs, options)
  if (entry.kind === 'remote' && Object.keys(options.environment ?? {}).length > 0)
    session.refuse('invalid-environment', 'A remote runs elsewhere and takes no environment variables.')
  const launch = entry.kind === 'remote' ? resolveRemote(entry, session) : resolvePackage(entry, session, options.environment)
  if (launch === undefined || session.problems.length > 0) return { ok: false, errors: session.problems }
  return { ok: true, value: launch }
}
