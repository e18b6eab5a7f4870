import { defineCommand, toSafeLine } from '@mcp-registry/publisher/command-line'
import { type Finding, listFindings } from '../installing/list-findings.js'
import { takeStock, toClientText, toJson } from '../installing/take-stock.js'
import { clientIds, scopeOptions } from '../installing/targets.js'
import { registryOption } from '../reading/registries.js'

export const audit = defineCommand({
  name: 'audit',
  summary: 'Check the servers that are configured in clients against the registry.',
  details:
    'Finds servers that are deprecated, deleted or taken down, that are no longer in the registry or never were, whose repository belongs to someone else now, and entries that no longer launch what was installed. With --registry, everything must be in that registry. The exit code is 1 if anything is found, or if it could not be checked.',
  options: {
    ...registryOption,
    client: { kind: 'list', placeholder: 'id', choices: clientIds, about: 'only this client (default: all)' },
    ...scopeOptions,
    scope: { kind: 'choice', choices: ['user', 'project'], about: 'only the files of the user, or of projects (default: both)' },
  },
  examples: [
    { command: 'mcp-registry audit', about: 'Check every client' },
    {
      command: 'mcp-registry audit --scope project --registry https://registry.example.com',
      about: 'Check in CI that a project uses only servers of a catalog',
    },
  ],
  async run(context, _arguments, { registry, client, scope, project }) {
    const { output } = context
    const { items, unreadable } = await takeStock(context, { registry, client, scope, project })
    const present = items.filter(({ configured }) => configured.entry !== undefined)
    const audited = present.map((item) => ({ item, findings: listFindings(item.configured, item.known) }))
    const found = audited.filter(({ findings }) => findings.length > 0)
    const files = unreadable.map((file) => ({ ...file, code: 'unreadable' as const }))
    const lines = found.flatMap(({ item, findings }) =>
      findings.map((finding) => toLine(item.configured.key, toClientText(item.configured), finding)),
    )
    output.result(
      {
        checked: present.length,
        findings: found.flatMap(({ item, findings }) => findings.map((finding) => ({ ...toJson(item), ...finding }))),
        unreadable: files,
      },
      lines.join('\n'),
    )
    const count = lines.length + files.length
    output.say(count === 0 ? `Nothing was found in ${toCount(present.length)}.` : `Found ${count} in ${toCount(present.length)}.`)
    return count === 0 ? 'done' : 'refused'
  },
})

function toLine(name: string, client: string, { code, message }: Finding): string {
  return toSafeLine(`${code.padEnd(15)} ${name} in ${client}: ${message}`)
}

function toCount(servers: number): string {
  return servers === 1 ? '1 server' : `${servers} servers`
}
