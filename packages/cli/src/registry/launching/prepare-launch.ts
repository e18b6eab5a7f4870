import {
  type ClientWriter,
  type Launch,
  type LaunchInputs,
  listLaunchInputs,
  type LaunchOption,
  resolveLaunch,
} from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import type { Context } from '@mcp-registry/publisher/command-line'
import { askForInputs, requireResolved, splitInputs } from '@mcp-registry/publisher/launching'
import type { Found } from '../reading/registries.js'
import { openBundle } from './open-bundle.js'

/** What a client is to start, and where the bundle is that it starts, if it is one. */
export interface PreparedLaunch {
  readonly server: ServerJson
  readonly choice: LaunchOption
  readonly launch: Launch
  readonly bundle?: { readonly directory: string; readonly serverFolder: string }
}

export interface LaunchRequest {
  readonly found: Found
  readonly choice: LaunchOption
  /** The values of inputs, those of the manifest of a bundle included. */
  readonly answers: LaunchInputs
  readonly environment: Readonly<Record<string, string>>
}

/** Asks on a terminal for the inputs that are needed for one of the clients and were not given. Returns all answers. */
export async function completeAnswers(
  context: Context,
  { found, choice, answers }: Omit<LaunchRequest, 'environment'>,
  clients: readonly Pick<ClientWriter, 'hasReferences'>[],
): Promise<LaunchInputs> {
  const inputs = listLaunchInputs(found.entry.server, choice)
  const areDeferred = clients.every(({ hasReferences }) => hasReferences)
  const needed = inputs.filter(({ isSecret }) => !(isSecret && areDeferred))
  // Inputs of the manifest are known only when the bundle is there.
  const [own, others] = choice.type === 'mcpb' ? splitInputs(answers, inputs) : [answers, {}]
  return { ...others, ...(await askForInputs(context, needed, own)) }
}

/** What a client starts for a choice of a server. A bundle is downloaded and unpacked if necessary. */
export async function prepareLaunch(
  context: Context,
  { found: { registry, entry }, choice, answers, environment }: LaunchRequest,
  { hasReferences }: Pick<ClientWriter, 'hasReferences'>,
): Promise<PreparedLaunch> {
  const { server } = entry
  const inputs = listLaunchInputs(server, choice)
  const [own] = choice.type === 'mcpb' ? splitInputs(answers, inputs) : [answers]
  const launch = requireResolved(resolveLaunch(server, choice, own, { deferSecrets: hasReferences, environment }))
  if (launch.kind !== 'bundle') return { server, choice, launch }
  const given = { given: answers, inputs, serverName: server.name, registryUrl: registry.url, deferSecrets: hasReferences }
  const { launch: started, ...bundle } = await openBundle(context, launch, given)
  return { server, choice, launch: started, bundle }
}
