import { type BundleLaunch, type LaunchInput, type LaunchInputs, resolveBundle, type StdioLaunch } from '@mcp-registry/client'
import { type Context, toHome, UsageError } from '@mcp-registry/publisher/command-line'
import { askForInputs, requireResolved, splitInputs } from '@mcp-registry/publisher/launching'
import { listBundleInputs } from './bundle/list-bundle-inputs.js'
import { prepareBundle } from './bundle/prepare-bundle.js'

export interface BundleAnswers {
  /** The values for the document and for the manifest. */
  readonly given: LaunchInputs
  /** The inputs of the document itself. */
  readonly inputs: readonly LaunchInput[]
  readonly serverName: string
  readonly registryUrl: string
  /** Allows missing required secrets of the manifest. */
  readonly deferSecrets?: boolean
}

/** Downloads and unpacks a bundle if necessary, and returns its command and directory. */
export async function openBundle(
  context: Context,
  launch: BundleLaunch,
  { given, inputs, serverName, registryUrl, deferSecrets = false }: BundleAnswers,
): Promise<{ readonly launch: StdioLaunch; readonly directory: string; readonly serverFolder: string }> {
  const { directory, serverFolder, manifest } = await prepareBundle(launch, serverName, registryUrl, context)
  const asked = listBundleInputs(manifest)
  const [answers, rest] = splitInputs(given, asked)
  const strange = Object.keys(splitInputs(rest, inputs)[1])[0]
  if (strange !== undefined) throw new UsageError(`There is no input ${JSON.stringify(strange)}.`)
  const needed = asked.filter(({ isSecret }) => !(isSecret && deferSecrets))
  const userConfig = await askForInputs(context, needed, answers)
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
  const site = { directory, platform, homeDirectory: toHome(context.env), userConfig } as const
  return { launch: requireResolved(resolveBundle(launch, manifest, site, { deferSecrets })), directory, serverFolder }
}
