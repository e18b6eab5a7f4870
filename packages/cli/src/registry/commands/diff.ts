import { type JsonDifference, listJsonDifferences } from '@mcp-registry/contract'
import { defineCommand, type Paint, toSafeLine } from '@mcp-registry/publisher/command-line'
import { openRegistries, registryOption, requireServer } from '../reading/registries.js'

export const diff = defineCommand({
  name: 'diff',
  summary: 'Show the differences between two versions of a server.',
  details: 'Compares the documents field by field: + added, - removed, ~ changed.',
  arguments: {
    name: { about: 'the full name of the server, such as io.github.alice/weather' },
    from: { about: 'the earlier version' },
    to: { about: 'the later version, or latest' },
  },
  options: registryOption,
  examples: [{ command: 'mcp-registry diff io.github.alice/weather 1.0.0 latest', about: 'Show what an update changes' }],
  async run(context, { name, from, to }, { registry: given }) {
    const { output } = context
    const earlier = await requireServer(await openRegistries(context, given), name, from, context)
    // Both versions must come from the same registry, since the name may denote a different server in another.
    const later = await requireServer([earlier.registry], name, to, context)
    const differences = listJsonDifferences(earlier.entry.server, later.entry.server)
    const versions = { from: earlier.entry.server.version, to: later.entry.server.version }
    output.result(
      { name, registry: earlier.registry.url, ...versions, differences },
      differences.map((difference) => toLine(difference, output.paint.stdout)).join('\n'),
    )
    if (differences.length === 0) output.say('The documents are the same.')
    return 'done'
  },
})

function toLine(difference: JsonDifference, paint: Paint): string {
  const path = toSafeLine(difference.path)
  const show = (value: unknown) => toSafeLine(JSON.stringify(value))
  switch (difference.kind) {
    case 'added':
      return paint('green', `+ ${path}: ${show(difference.to)}`)
    case 'removed':
      return paint('red', `- ${path}: ${show(difference.from)}`)
    case 'changed':
      return paint('yellow', `~ ${path}: ${show(difference.from)} → ${show(difference.to)}`)
  }
}
