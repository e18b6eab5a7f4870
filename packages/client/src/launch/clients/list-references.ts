import type { Launch, LaunchSecret } from '../launch.js'
import { withReferences } from '../with-references.js'
import type { VariableReference } from './client-writer.js'

/** The variables to which an entry refers, and where each value goes. `variables` is by the ID of the input. */
export function listReferences(launch: Launch, variables: ReadonlyMap<string, string>): VariableReference[] {
  if (variables.size === 0) return []
  const receiver = toReceiver(withReferences(launch, ({ id }) => `<${id}>`))
  return launch.secrets.flatMap((secret) => {
    const name = variables.get(secret.id)
    if (name === undefined) return []
    const headers = new Set(listHeaders(secret))
    const destination = headers.size === 0 ? receiver : `${receiver} as ${[...headers].join(' and ')}`
    return [{ name, input: secret.id, destination }]
  })
}

function toReceiver(shown: Launch): string {
  if (shown.kind === 'stdio') return shown.command
  if (shown.kind === 'bundle') return shown.download.url
  // Paths and queries may be long, and the host determines who receives the value.
  return toOrigin(shown.url)
}

/** The scheme and host of a URL, which may contain placeholders. */
export function toOrigin(url: string): string {
  return /^https?:\/\/[^/?#]*/i.exec(url)?.[0] ?? url
}

function listHeaders({ spans }: LaunchSecret): string[] {
  return spans.flatMap(({ path: [field, name] }) => (field === 'headers' && typeof name === 'string' ? [name] : []))
}
