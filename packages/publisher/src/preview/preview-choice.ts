import {
  chooseEntryName,
  type ClientWriter,
  type Launch,
  type LaunchInput,
  type LaunchOption,
  listLaunchInputs,
  resolveLaunch,
} from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import type { ClientPreview } from './client-preview.js'
import { previewVsCodeInstall } from './preview-vs-code-install.js'

/** What users get of one package or remote. Values that users provide are shown as `<ID>`. */
export interface ChoicePreview {
  readonly choice: LaunchOption
  /** What users are asked for. */
  readonly inputs: readonly LaunchInput[]
  /** Missing if the choice cannot be launched. */
  readonly launch?: Launch
  /** Why it cannot be launched. */
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
  readonly clients: readonly ClientPreview[]
}

export function previewChoice(server: ServerJson, choice: LaunchOption, clients: readonly ClientWriter[]): ChoicePreview {
  const inputs = listLaunchInputs(server, choice)
  const resolved = resolveLaunch(server, choice, {}, { toPlaceholder: (id) => `<${id}>` })
  if (!resolved.ok) return { choice, inputs, problems: resolved.errors.map(({ message }) => message), warnings: [], clients: [] }
  const launch = resolved.value
  const warnings = [...launch.warnings, ...launch.standIns.map(({ message }) => message)]
  const previews = clients.map((client) => {
    const own = client.id === 'vscode' ? previewVsCodeInstall(server, choice, inputs, client) : undefined
    return own ?? previewClient(server, choice, launch, client)
  })
  return { choice, inputs, launch, problems: [], warnings, clients: previews }
}

function previewClient(server: ServerJson, choice: LaunchOption, launch: Launch, client: ClientWriter): ClientPreview {
  const { id, title } = client
  const base = { client: id, title, isOwn: false }
  if (launch.kind === 'bundle')
    return { ...base, notes: ['Gets the command that the manifest of the bundle contains, once the bundle is unpacked.'] }
  const name = chooseEntryName(client, undefined, { server, choice, launch })
  const written = name.ok ? client.write(undefined, name.value, launch) : name
  if (!written.ok) return { ...base, notes: written.errors }
  const { text, environment, warnings } = written.value
  const variables = environment.map(
    (variable) => `The user sets the environment variable ${variable.name}; it goes to ${variable.destination}.`,
  )
  return { ...base, text, notes: [...variables, ...warnings] }
}
