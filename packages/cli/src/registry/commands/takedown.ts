import { path } from '@mcp-registry/client'
import type { SettledTakedown, TakedownList } from '@mcp-registry/server'
import { defineCommand, toSafeLine, UsageError } from '@mcp-registry/publisher/command-line'
import { type Administration, administrationOptions, openAdministration } from '../administration/open-administration.js'
import { toVersionCount } from '../administration/to-version-count.js'
import { toTable } from '../reading/to-table.js'

const PAGE = 1000

const target = {
  name: { about: 'the full name of the server, such as io.github.alice/weather' },
  version: { about: 'one exact version (default: the whole server)', optional: true },
} as const

const lift = defineCommand({
  name: 'lift',
  summary: 'Lift a takedown.',
  details: 'Restores the status of versions that are not hidden by another takedown or a denied namespace.',
  arguments: target,
  options: administrationOptions,
  examples: [
    { command: 'mcp-registry takedown lift io.github.alice/weather', about: 'Show a server again' },
    { command: 'mcp-registry takedown lift io.github.alice/weather 1.0.0', about: 'Show one version again' },
  ],
  async run(context, { name, version }, options) {
    const administration = await openAdministration(context, options)
    const lifted = await send(administration, 'DELETE', name, version)
    context.output.result(lifted, `Lifted the takedown of ${toWhat(lifted)}: ${toVersionCount(lifted.updatedCount)} changed.`)
    return 'done'
  },
})

const list = defineCommand({
  name: 'list',
  summary: 'List the takedowns.',
  options: administrationOptions,
  examples: [{ command: 'mcp-registry takedown list --json', about: 'List all takedowns as JSON' }],
  async run(context, _arguments, options) {
    const administration = await openAdministration(context, options)
    const takedowns: TakedownList['takedowns'] = []
    for (;;) {
      const query = { limit: String(PAGE), after: String(takedowns.at(-1)?.id ?? 0) }
      const page = (await administration.request({ method: 'GET', path: '/takedowns', query })) as TakedownList
      takedowns.push(...page.takedowns)
      if (page.takedowns.length < PAGE) break
    }
    const rows = takedowns.map((each) => [
      each.name,
      each.version ?? '',
      each.takenDownAt.slice(0, 10),
      each.takenDownBy,
      each.reason,
    ])
    context.output.result(
      { takedowns },
      takedowns.length === 0 ? '' : toTable(['NAME', 'VERSION', 'SINCE', 'BY', 'REASON'], rows, context.output),
    )
    if (takedowns.length === 0) context.output.say('There are no takedowns.')
    return 'done'
  },
})

export const takedown = defineCommand({
  name: 'takedown',
  summary: 'Hide a server or a version from readers.',
  details:
    'The server or version is shown as deleted, with the public message, until the takedown is lifted. Neither its owner nor an import can restore it, and new versions of a server that is taken down as a whole are refused. Sends a request to a running registry.',
  arguments: target,
  options: {
    reason: { kind: 'text', placeholder: 'text', about: 'the reason, shown to administrators (required)' },
    publicMessage: { kind: 'text', placeholder: 'text', about: 'the message for readers (default: a general one)' },
    ...administrationOptions,
  },
  commands: [lift, list],
  examples: [
    {
      command: 'mcp-registry takedown io.github.alice/weather 1.0.0 --reason "Report 4711" --public-message "It leaks data."',
      about: 'Hide one version',
    },
    {
      command: 'mcp-registry takedown io.github.alice/weather --reason "Court order"',
      about: 'Hide a server',
    },
  ],
  async run(context, { name, version }, { reason, publicMessage, ...options }) {
    if (reason === undefined) throw new UsageError('--reason is required.')
    const administration = await openAdministration(context, options)
    const body = { reason, ...(publicMessage !== undefined && { publicMessage }) }
    const taken = await send(administration, 'PUT', name, version, body)
    context.output.result(taken, `Took down ${toWhat(taken)}: ${toVersionCount(taken.updatedCount)} changed.`)
    return 'done'
  },
})

async function send(
  administration: Administration,
  method: 'PUT' | 'DELETE',
  name: string,
  version: string | undefined,
  body?: object,
): Promise<SettledTakedown> {
  // The registry ignores an empty parameter, so the request would apply to the whole server.
  if (version === '') throw new UsageError('The version is empty. Omit it for the whole server.')
  const request = { method, path: toPath(name), query: { version }, ...(body && { body }) }
  return (await administration.request(request)) as SettledTakedown
}

function toPath(name: string): string {
  try {
    return path`/takedowns/${name}`
  } catch {
    throw new UsageError(`${JSON.stringify(name)} is not the name of a server, such as io.github.alice/weather.`)
  }
}

function toWhat({ name, version }: SettledTakedown): string {
  return toSafeLine(version === undefined ? name : `${name} ${version}`)
}
