import { type LaunchInput, type LaunchOption, listLaunchChoices, listLaunchInputs } from '@mcp-registry/client'
import { findInspection, type ServerResponse } from '@mcp-registry/contract'
import { defineCommand, listInspectionFacts, type Paint, toInputLine, toSafeLine } from '@mcp-registry/publisher/command-line'
import { openRegistries, registryOption, requireServer } from '../reading/registries.js'
import { toRunLine } from '../reading/to-run-line.js'
import { findOfficial, listPrereleaseNotes, toDay, toStatusText } from '../reading/what-registries-say.js'

export const show = defineCommand({
  name: 'show',
  summary: 'Show a server, its packages and remotes, and the inputs they need.',
  details: 'Also shows the tools, prompts and resources that the publisher recorded with mcp-publisher inspect.',
  arguments: {
    name: { about: 'the full name of the server, such as io.github.alice/weather' },
    version: { about: 'an exact version (default: latest)', optional: true },
  },
  options: registryOption,
  examples: [
    { command: 'mcp-registry show io.github.alice/weather', about: 'Show the latest version' },
    {
      command: 'mcp-registry show io.github.alice/weather 1.0.0 --json',
      about: 'Get the document of one version as JSON',
    },
  ],
  async run(context, { name, version }, { registry: given }) {
    const { output } = context
    const { registry, entry } = await requireServer(await openRegistries(context, given), name, version, context)
    const choices = listLaunchChoices(entry.server).map((choice) => ({ choice, inputs: listLaunchInputs(entry.server, choice) }))
    const lines = [
      ...toHead(entry, registry.url, output.paint.stdout),
      ...toInspectionLines(entry, output.paint.stdout),
      ...toChoices(entry.server.name, choices, output.paint.stdout),
    ]
    output.result(
      { registry: registry.url, ...entry, choices: choices.map(({ choice, inputs }) => ({ ...choice, inputs })) },
      lines.join('\n'),
    )
    return 'done'
  },
})

interface Choice {
  readonly choice: LaunchOption
  readonly inputs: readonly LaunchInput[]
}

function toHead(entry: ServerResponse, registry: string, paint: Paint): string[] {
  const { server } = entry
  const official = findOfficial(entry)
  const status = toStatusText(entry)
  const facts = [
    ['version', [server.version, ...(official?.isLatest === true ? ['(latest)'] : []), ...listPrereleaseNotes(server)].join(' ')],
    ['published', toDay(official?.publishedAt)],
    ['status', official?.status === 'active' ? status : paint('yellow', toSafeLine(status))],
    ['website', server.websiteUrl ?? ''],
    ['source', server.repository?.url ?? ''],
    ['registry', registry],
  ] as const
  return [
    paint('bold', toSafeLine(server.name)) + (server.title === undefined ? '' : `  ${toSafeLine(server.title)}`),
    toSafeLine(server.description),
    '',
    ...facts.flatMap(([label, value]) =>
      value === '' ? [] : [`${label.padEnd(10)} ${label === 'status' ? value : toSafeLine(value)}`],
    ),
  ]
}

/** What the publisher recorded of the server, which no registry verifies. */
function toInspectionLines({ server }: ServerResponse, paint: Paint): string[] {
  const inspection = findInspection(server)
  if (inspection === undefined) return []
  const facts = listInspectionFacts(inspection).map(([label, text]) => `  ${label.padEnd(10)} ${text}`)
  return ['', paint('bold', 'recorded by the publisher'), ...facts]
}

function toChoices(name: string, choices: readonly Choice[], paint: Paint): string[] {
  if (choices.length === 0) return ['', 'It names no package and no remote: there is nothing to run.']
  const options = choices.map(({ choice }) => choice)
  return choices.flatMap(({ choice, inputs }) => {
    const verb = choice.kind === 'package' ? 'run' : 'config'
    return [
      '',
      paint(
        'bold',
        `${choice.kind} ${choice.index + 1}  ${toSafeLine(choice.kind === 'package' ? `${choice.type} ${choice.label}` : choice.label)}`,
      ) + paint('dim', `  ${toSafeLine(choice.transport)}`),
      ...inputs.map((input) => `  ${toInputLine(input, paint)}`),
      `  ${paint('cyan', toRunLine(verb, toSafeLine(name), options, choice, inputs))}`,
    ]
  })
}
