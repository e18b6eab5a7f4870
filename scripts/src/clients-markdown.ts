import { readdirSync, readFileSync } from 'node:fs'
import { type ClientJson, type ClientSecrets, parseClientJson } from '@mcp-registry/contract'

const FOLDER = new URL('../../fixtures/clients/', import.meta.url)

/** The descriptions of fixtures/clients, by the part of the id after the slash. */
export function readClientDescriptions(): readonly ClientJson[] {
  const names = readdirSync(FOLDER).filter((file) => file.endsWith('.json'))
  return names
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted()
    .map(readDescription)
}

function readDescription(name: string): ClientJson {
  const client = parseClientJson(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'))
  if (!client.ok) throw new Error(`fixtures/clients/${name}.json: ${JSON.stringify(client.errors)}`)
  return client.value
}

/** Replaces the table of clients in docs/clients.md. */
export function withClients(markdown: string): string {
  const rows = readClientDescriptions().map(
    ({ id, title, category, transports, features }) =>
      `| ${title} | \`${id}\` | ${category} | ${listKnown(transports)} | ${listKnown(features)} | ${countUnknown(features)} |`,
  )
  return withTable(markdown, ['client', 'id', 'category', 'transports', 'features', 'unknown'], rows)
}

/** Replaces the table of clients whose configuration can be written in docs/launch.md. */
export function withWrittenClients(markdown: string): string {
  const rows = readClientDescriptions().flatMap(({ id, configuration: { files, secrets } }) => {
    const written = files.filter(({ scope }) => scope !== 'local')
    if (written.length === 0) return []
    const paths = new Set(written.map(({ paths: { linux, win32 } }) => `\`${linux ?? win32 ?? ''}\``))
    return [`| \`${id.slice(id.indexOf('/') + 1)}\` | ${[...paths].join(', ')} | ${toSecretsText(secrets)} |`]
  })
  const plain = '| `plain` | the `mcpServers` object that most other clients read | plain text |'
  return withTable(markdown, ['id', 'files on Linux, or on Windows', 'secrets'], [...rows, plain])
}

function toSecretsText(secrets: ClientSecrets | undefined): string {
  switch (secrets?.type) {
    case 'variable':
      return `\`${secrets.reference.replace('{name}', 'NAME')}\``
    case 'prompt':
      return `\`${secrets.reference.replace('{name}', '…')}\`, with a prompt under \`${secrets.list}\``
    case 'fields':
      return [secrets.bearer, secrets.header, secrets.environment].map((field) => `\`${field}\``).join(', ')
    case 'none':
    case undefined:
      return 'plain text'
  }
}

type Facts = Readonly<Record<string, { readonly support: string }>>

function listKnown(facts: Facts): string {
  const known = Object.entries(facts).flatMap(([name, { support }]) =>
    support === 'full' || support === 'partial' ? [name] : [],
  )
  return known.join(', ') || '–'
}

function countUnknown(facts: Facts): number {
  return Object.values(facts).filter(({ support }) => support === 'unknown').length
}

function withTable(markdown: string, head: readonly string[], rows: readonly string[]): string {
  const table = [`| ${head.join(' | ')} |`, `|${head.map(() => ' --- |').join('')}`, ...rows].join('\n')
  return markdown.replace(
    /(<!-- clients -->\n).*(<!-- \/clients -->)/s,
    (_, start: string, end: string) => `${start}\n${table}\n\n${end}`,
  )
}
