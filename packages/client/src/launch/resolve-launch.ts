import type { Result, ServerJson } from '@mcp-registry/contract'
import type { Launch, LaunchChoice, LaunchInputs, LaunchProblem } from './launch.js'
import { findEntry } from './read-entry.js'
import { resolvePackage } from './resolve-package.js'
import { resolveRemote } from './resolve-remote.js'
import { openSession } from './session.js'

export interface ResolveOptions {
  /** Accept that required secrets are not given, for a writer that puts references in their place. */
  readonly deferSecrets?: boolean
}

/**
 * What to run, or where to connect, for one choice of a server: the exact command with its arguments and environment, the URL with
 * its headers, or the bundle to download. Otherwise every reason why not, all at once. Pure: nothing is run, fetched or written.
 * Source: docs/launch.md; language-neutral test vectors are in fixtures/launch.
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
  const session = openSession(entry, inputs, options.deferSecrets === true)
  const launch = entry.kind === 'remote' ? resolveRemote(entry, session) : resolvePackage(entry, session)
  if (launch === undefined || session.problems.length > 0) return { ok: false, errors: session.problems }
  return { ok: true, value: launch }
}
