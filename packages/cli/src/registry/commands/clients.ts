import {
  CLIENT_CATEGORIES,
  CLIENT_FEATURES,
  CLIENT_PLATFORMS,
  CLIENT_TRANSPORTS,
  type ClientJson,
  isSupported,
  toClientName,
} from '@mcp-registry/contract'
import { defineCommand, defineGroup, type Paint, toSafeLine, UsageError } from '@mcp-registry/publisher/command-line'
import { type FactGroup, listFactGroups, listScopeFiles, toSupportText } from '../reading/client-facts.js'
import { clientListOption, readClients, requireClient } from '../reading/clients.js'
import { toTable } from '../reading/to-table.js'
import { removeClient, resetClient, setClient } from './change-clients.js'

const FROM = 'The descriptions are those in this program, or those of a registry that is named with --registry.'

const list = defineCommand({
  name: 'list',
  summary: 'List MCP clients and what they support.',
  details: `All filters must match; what is supported partly counts. ${FROM}`,
  arguments: {
    words: { about: 'words in the id, title, vendor or description (default: all clients)', optional: true, variadic: true },
  },
  options: {
    feature: { kind: 'choice', choices: CLIENT_FEATURES, about: 'only clients with this feature' },
    transport: { kind: 'choice', choices: CLIENT_TRANSPORTS, about: 'only clients with this transport' },
    platform: { kind: 'choice', choices: CLIENT_PLATFORMS, about: 'only clients that run there' },
    category: { kind: 'choice', choices: CLIENT_CATEGORIES, about: 'only clients of this kind' },
    ...clientListOption,
  },
  examples: [
    { command: 'mcp-registry clients list --feature elicitation', about: 'List the clients with elicitation' },
    { command: 'mcp-registry clients list --registry http://localhost:8080 --json', about: 'Get the list of a registry as JSON' },
  ],
  async run(context, { words }, { registry, feature, transport, platform, category }) {
    const { output } = context
    const q = words.join(' ').trim()
    const clients = await readClients(context, registry, {
      ...(feature !== undefined && { feature }),
      ...(transport !== undefined && { transport }),
      ...(platform !== undefined && { platform }),
      ...(category !== undefined && { category }),
      ...(q !== '' && { q }),
    })
    const rows = clients.map((client) => {
      const [transports, features] = listFactGroups(client).map(listSupported)
      return [client.id, client.title, client.category, transports ?? '', features ?? '']
    })
    output.result(
      { clients },
      rows.length === 0 ? '' : toTable(['ID', 'TITLE', 'CATEGORY', 'TRANSPORTS', 'FEATURES'], rows, output),
    )
    if (rows.length === 0) output.say('No client matches.')
    return 'done'
  },
})

const show = defineCommand({
  name: 'show',
  summary: 'Show what is known of an MCP client.',
  details: `With --json: its client.json, with the source of every fact. ${FROM}`,
  arguments: { id: { about: 'the id of the client, such as com.microsoft/vscode, or the part after the slash' } },
  options: clientListOption,
  examples: [
    { command: 'mcp-registry clients show vscode', about: 'Show VS Code' },
    { command: 'mcp-registry clients show vscode --json > vscode.json', about: 'Save its client.json, for "clients set"' },
  ],
  async run(context, { id }, { registry }) {
    const client = requireClient(await readClients(context, registry), id)
    context.output.result(client, toDescription(client, context.output.paint.stdout).join('\n'))
    return 'done'
  },
})

const compare = defineCommand({
  name: 'compare',
  summary: 'Compare MCP clients.',
  details: `A question mark means that no source says. ${FROM}`,
  arguments: { ids: { about: 'the ids of two or more clients, or the parts after the slash', variadic: true } },
  options: clientListOption,
  examples: [{ command: 'mcp-registry clients compare vscode cursor claude-code', about: 'Compare three clients' }],
  async run(context, { ids }, { registry }) {
    const { output } = context
    const all = await readClients(context, registry)
    const clients = [...new Set(ids.map((id) => requireClient(all, id)))]
    if (clients.length < 2) throw new UsageError('Name two or more clients.')
    output.result({ clients }, toTable(['', ...clients.map(({ id }) => toClientName(id))], toRows(clients), output))
    return 'done'
  },
})

export const clients = defineGroup({
  name: 'clients',
  summary: 'What MCP clients support, and how a server is added to each.',
  commands: [list, show, compare, setClient, removeClient, resetClient],
})

function listSupported({ facts }: FactGroup): string {
  return facts.flatMap(([label, fact]) => (isSupported(fact) ? [label] : [])).join(', ')
}

function toDescription(client: ClientJson, paint: Paint): string[] {
  const { id, title, description, configuration } = client
  const heads = toHeads(client).map(([label, text]) => `${label.padEnd(10)} ${toSafeLine(text)}`)
  const groups = listFactGroups(client).flatMap(({ heading, facts }) => [
    '',
    paint('bold', heading),
    ...facts.map(([label, fact]) => {
      const { since, note } = fact
      const more = [...(since === undefined ? [] : [`since ${since}`]), ...(note === undefined ? [] : [note])]
      return `  ${label.padEnd(26)} ${toSafeLine([toSupportText(fact).padEnd(6), ...more].join('  '))}`
    }),
  ])
  const ways = [
    ...listScopeFiles(client, process.platform).flatMap(({ scope, files }) => files.map((file) => [`${scope} file`, file])),
    ...configuration.commands.map(({ words }) => ['command', words.map(toWord).join(' ')]),
    ...configuration.manual.map(({ text }) => ['by hand', text]),
  ].map(([label = '', text]) => `  ${label.padEnd(13)} ${toSafeLine(text)}`)
  return [
    `${paint('bold', toSafeLine(title))}  ${toSafeLine(id)}`,
    ...(description === undefined ? [] : [toSafeLine(description)]),
    '',
    ...heads,
    ...groups,
    '',
    paint('bold', 'configuration'),
    ...(ways.length === 0 ? ['  No source says how a server is added.'] : ways),
  ]
}

/** A word of a command; one that is repeated in brackets. */
function toWord(word: string | readonly string[]): string {
  return typeof word === 'string' ? word : `[${word.join(' ')}]…`
}

function toHeads(client: ClientJson): readonly (readonly [string, string])[] {
  const { vendor, category, platforms, websiteUrl, repositoryUrl, license, replacedBy, protocolVersions } = client
  const heads = [
    ['vendor', vendor],
    ['category', category],
    ['platforms', platforms.join(', ')],
    ['license', license],
    ['website', websiteUrl],
    ['source', repositoryUrl],
    ['protocol', protocolVersions?.versions.join(', ')],
    ['now', replacedBy],
  ] as const
  return heads.flatMap(([label, text]) => (text === undefined ? [] : [[label, text] as const]))
}

/** One row for each thing to compare, with a cell for each client. */
function toRows(clients: readonly ClientJson[]): readonly (readonly string[])[] {
  const groups = clients.map(listFactGroups)
  const facts = (groups[0] ?? []).flatMap((group, nth) =>
    group.facts.map(([label], index) => [
      label,
      ...groups.map((each) => {
        const fact = each[nth]?.facts[index]?.[1]
        return fact === undefined ? '' : toSupportText(fact)
      }),
    ]),
  )
  const row = (label: string, toCell: (client: ClientJson) => string) => [label, ...clients.map(toCell)]
  const toFiles = (wanted: string) => (client: ClientJson) =>
    listScopeFiles(client, process.platform).find(({ scope }) => scope === wanted)?.files[0] ?? '–'
  return [
    row('category', ({ category }) => category),
    row('platforms', ({ platforms }) => platforms.join(', ')),
    ...facts,
    row('file of a user', toFiles('user')),
    row('file of a project', toFiles('project')),
    row('links', ({ configuration }) => String(configuration.links.length)),
    row('commands', ({ configuration }) => String(configuration.commands.length)),
  ]
}
