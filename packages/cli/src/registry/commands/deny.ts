import { path } from '@mcp-registry/client'
import type { Denylist, SettledDenial } from '@mcp-registry/server'
import { defineCommand } from '../../command.js'
import { UsageError } from '../../explain-error.js'
import { toSafeLine } from '../../safe-text.js'
import { administrationOptions, openAdministration } from '../administration/open-administration.js'
import { toVersionCount } from '../administration/to-version-count.js'
import { toTable } from '../reading/to-table.js'

const target = { namespace: { about: 'a namespace, such as com.example.spam; all below it are meant, too' } } as const

export const deny = defineCommand({
  name: 'deny',
  summary: 'Keep a namespace out.',
  details:
    'Nobody can publish to it or to a namespace below it, not even with a token from before. Its servers are shown as deleted and cannot be imported. Asks a running registry.',
  arguments: target,
  options: {
    reason: { kind: 'text', placeholder: 'text', about: 'why; administrators see it (required)' },
    ...administrationOptions,
  },
  examples: [{ command: 'mcp-registry deny com.example.spam --reason "Spam"', about: 'Keep a namespace and all below it out' }],
  async run(context, { namespace }, { reason, ...options }) {
    if (reason === undefined) throw new UsageError('--reason is needed: it is what the next administrator reads.')
    const administration = await openAdministration(context, options)
    const request = { method: 'PUT', path: toPath(namespace), body: { reason } } as const
    const denial = (await administration.request(request)) as SettledDenial
    context.output.result(denial, `Denied ${toSafeLine(denial.namespace)}: ${toVersionCount(denial.updatedCount)} changed.`)
    return 'done'
  },
})

export const allow = defineCommand({
  name: 'allow',
  summary: 'Lift the denial of a namespace.',
  details: 'Its servers get the status back that they had, unless they were taken down, too. Asks a running registry.',
  arguments: target,
  options: administrationOptions,
  examples: [{ command: 'mcp-registry allow com.example.spam', about: 'Let a namespace in again' }],
  async run(context, { namespace }, options) {
    const administration = await openAdministration(context, options)
    const denial = (await administration.request({ method: 'DELETE', path: toPath(namespace) })) as SettledDenial
    context.output.result(denial, `Allowed ${toSafeLine(denial.namespace)}: ${toVersionCount(denial.updatedCount)} changed.`)
    return 'done'
  },
})

export const denylist = defineCommand({
  name: 'denylist',
  summary: 'List the denied namespaces.',
  options: administrationOptions,
  examples: [{ command: 'mcp-registry denylist', about: 'Show what is denied, by whom and why' }],
  async run(context, _arguments, options) {
    const administration = await openAdministration(context, options)
    const { denied } = (await administration.request({ method: 'GET', path: '/denylist' })) as Denylist
    const rows = denied.map((each) => [each.namespace, each.deniedAt?.slice(0, 10) ?? '', each.deniedBy, each.reason])
    context.output.result(
      { denied },
      denied.length === 0 ? '' : toTable(['NAMESPACE', 'SINCE', 'BY', 'REASON'], rows, context.output),
    )
    if (denied.length === 0) context.output.say('Nothing is denied.')
    return 'done'
  },
})

function toPath(namespace: string): string {
  try {
    return path`/denylist/${namespace}`
  } catch {
    throw new UsageError(`${JSON.stringify(namespace)} is not a namespace, such as com.example.spam.`)
  }
}
