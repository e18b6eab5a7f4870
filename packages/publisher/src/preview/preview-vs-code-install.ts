import { type ClientWriter, type LaunchInput, type LaunchOption, toVsCodeInstall } from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import type { ClientPreview } from './client-preview.js'

/**
 * What VS Code itself writes when it installs the server from a registry: `undefined` for a choice that it does not take, which is any but
 * the first package, or the first remote if there is no package.
 */
export function previewVsCodeInstall(
  server: ServerJson,
  choice: LaunchOption,
  inputs: readonly LaunchInput[],
  { id: client, title }: ClientWriter,
): ClientPreview | undefined {
  const hasPackages = (server.packages ?? []).length > 0
  if (choice.index !== 0 || choice.kind !== (hasPackages ? 'package' : 'remote')) return undefined
  const install = toVsCodeInstall(server)
  if (install === undefined) return undefined
  const { name, config, inputs: prompts = [] } = install
  const file = { servers: { [name]: config }, ...(prompts.length > 0 && { inputs: prompts }) }
  const asked = new Set(prompts.map(({ id }) => id))
  const unasked = inputs.filter((input) => input.isRequired && !asked.has(input.id.replace(/^--?/, '')))
  return {
    client,
    title,
    isOwn: true,
    text: `${JSON.stringify(file, null, 2)}\n`,
    notes: [
      ...listRunnerFaults(choice, config['command']),
      ...unasked.map((input) => `Does not ask for ${input.id}${toReason(input)}.`),
    ],
  }
}

// VS Code runs the type of a package that it does not know as a command.
function listRunnerFaults({ type }: LaunchOption, command: unknown): string[] {
  if (command !== type) return []
  return [`Cannot run packages of type ${type}. Put a package of another type, such as npm, pypi, oci or nuget, first.`]
}

function toReason({ target, description }: LaunchInput): string {
  if (target === 'url') return ': it fills no placeholders in URLs'
  return description === undefined ? ': declare it with a "description"' : ''
}
