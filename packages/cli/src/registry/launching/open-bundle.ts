import { type BundleLaunch, type LaunchInputs, resolveBundle, type StdioLaunch } from '@mcp-registry/client'
import type { Context } from '../../command.js'
import { UsageError } from '../../explain-error.js'
import { toHome } from '../reading/registries.js'
import { askForInputs } from './ask-for-inputs.js'
import { listBundleInputs } from './bundle/list-bundle-inputs.js'
import { prepareBundle } from './bundle/prepare-bundle.js'
import { requireResolved, splitInputs } from './launch-options.js'

/** The command of a bundle, once it is there; `given` answers what its manifest asks for. */
export async function openBundle(
  context: Context,
  launch: BundleLaunch,
  given: LaunchInputs,
  registryUrl: string,
): Promise<StdioLaunch> {
  const { directory, manifest } = await prepareBundle(launch, registryUrl, context)
  const inputs = listBundleInputs(manifest)
  const [known, unknown] = splitInputs(given, inputs)
  const strange = Object.keys(unknown)[0]
  if (strange !== undefined) throw new UsageError(`There is no input ${JSON.stringify(strange)}.`)
  const userConfig = await askForInputs(context, inputs, known)
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
  return requireResolved(resolveBundle(launch, manifest, { directory, platform, homeDirectory: toHome(context.env), userConfig }))
}
