import { chooseEntryName, type ClientConfiguration, type ClientWriter } from '@mcp-registry/client'
import { CommandError, type Context, toSafeLine } from '@mcp-registry/publisher/command-line'
import { listWarnings } from '@mcp-registry/publisher/launching'
import type { PreparedLaunch } from './prepare-launch.js'

/** An entry of a client, and the text of its file with it. */
export interface WrittenEntry extends ClientConfiguration {
  readonly name: string
}

/**
 * Adds a server to the text of the file of a client, and prints every warning, the variables that the entry refers to, and where the value of
 * each goes. Rejects if the client cannot have it, or if its name is taken.
 */
export function writeEntry(
  { output, env }: Pick<Context, 'output' | 'env'>,
  client: ClientWriter,
  before: string | undefined,
  { server, choice, launch, bundle }: PreparedLaunch,
  as: string | undefined,
): WrittenEntry {
  const name = chooseEntryName(client, before, {
    server,
    choice,
    launch,
    ...(as !== undefined && { name: as }),
    ...(bundle !== undefined && { bundleFolder: bundle.serverFolder }),
  })
  if (!name.ok) {
    const remedy = client.readEntries(before).ok ? ['Give another name with --as, or remove that entry first.'] : []
    throw toRefusal([...name.errors, ...remedy])
  }
  // They may also explain why the client cannot have it.
  for (const warning of listWarnings(launch)) output.warn(toSafeLine(warning))
  const written = client.write(before, name.value, launch)
  if (!written.ok) {
    const missing = launch.secrets.filter(
      ({ id, isGiven }) => !isGiven && written.errors.some((error) => error.startsWith(JSON.stringify(id))),
    )
    throw toRefusal([...written.errors, ...missing.map(({ id }) => `Give it with --input ${id}=…`)])
  }
  if (bundle !== undefined)
    output.warn(toSafeLine(`The bundle is in ${bundle.directory}. If that folder is removed, run this command again.`))
  for (const warning of written.value.warnings) output.warn(toSafeLine(warning))
  for (const { name: variable, input, destination } of written.value.environment) {
    const named = `the environment variable ${variable} (${input})`
    const what = env[variable] === undefined ? `Set ${named} where ${client.title} starts.` : `It uses ${named} of this machine.`
    output.warn(toSafeLine(`${what} Its value goes to ${destination}.`))
  }
  return { name: name.value, ...written.value }
}

/** An error with several reasons, one to a line. */
export function toRefusal(errors: readonly string[]): CommandError {
  return new CommandError(errors.map((error) => toSafeLine(error)).join('\n'))
}
