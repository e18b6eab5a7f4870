import { path } from '@mcp-registry/client'
import type { SettledTakedown, TakedownList } from '@mcp-registry/server'
import { defineCommand } from '../../command.js'
import { UsageError } from '../../explain-error.js'
import { toSafeLine } from '../../safe-text.js'
import { type Administration, administrationOptions, openAdministration } from '../administration/open-administration.js'
import { toVersionCount } from '../administration/to-version-count.js'
import { toTable } from '../reading/to-table.js'

const PAGE = 1000

const target = {
  name: { about: 'the full name of the server, such as io.github.alice/weather' },
  version: { about: 'one exact version; the whole server without', optional: true },
} as const

const lift = defineCommand({
  name: 'lift',
  summary: 'Lift a takedown.',
  details: 'Versions that nothing else hides get the status back that they had.',
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
  summary: 'List what is taken down.',
  options: administrationOptions,
  examples: [{ command: 'mcp-registry takedown list --json', about: 'Get all takedowns, for a program' }],
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
    if (takedowns.length === 0) context.output.say('Nothing is taken down.')
    return 'done'
  },
})

export const takedown = defineCommand({
  name: 'takedown',
  summary: 'Hide a server or a version from readers.',
  details:
    'Readers see it as deleted, with the public message, until the takedown is lifted. Neither its owner nor an import brings it back, and a server that is taken down as a whole gets no new versions. Asks a running registry.',
  arguments: target,
  options: {
    reason: { kind: 'text', placeholder: 'text', about: 'why; administrators see it (required)' },
    publicMessage: { kind: 'text', placeholder: 'text', about: 'what readers are told; a general sentence without' },
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
      about: 'Hide a server, and keep it hidden',
    },
  ],
  async run(context, { name, version }, { reason, publicMessage, ...options }) {
    if (reason === undefined) throw new UsageError('--reason is needed: it is what the next administrator reads.')
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
  // An empty parameter counts as none: the request would be about the whole server.
  if (version === '') throw new UsageError('The version is empty. Leave it out for the whole server.')
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
