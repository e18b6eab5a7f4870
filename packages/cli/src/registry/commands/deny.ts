import { path } from '@mcp-registry/client'
import type { Denylist, SettledDenial } from '@mcp-registry/server'
import { defineCommand, toSafeLine, UsageError } from '@mcp-registry/publisher/command-line'
import { administrationOptions, openAdministration } from '../administration/open-administration.js'
import { toVersionCount } from '../administration/to-version-count.js'
import { toTable } from '../reading/to-table.js'

const target = { namespace: { about: 'a namespace, such as com.example.spam; includes all namespaces below it' } } as const

export const deny = defineCommand({
  name: 'deny',
  summary: 'Deny a namespace.',
  details:
    'Refuses publications to the namespace and all namespaces below it, including those with tokens issued earlier. Its servers are shown as deleted and cannot be imported. Sends a request to a running registry.',
  arguments: target,
  options: {
    reason: { kind: 'text', placeholder: 'text', about: 'the reason, shown to administrators (required)' },
    ...administrationOptions,
  },
  examples: [{ command: 'mcp-registry deny com.example.spam --reason "Spam"', about: 'Deny a namespace and all below it' }],
  async run(context, { namespace }, { reason, ...options }) {
    if (reason === undefined) throw new UsageError('--reason is required.')
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
  details: 'Restores the status of its servers, except for those that are taken down. Sends a request to a running registry.',
  arguments: target,
  options: administrationOptions,
  examples: [{ command: 'mcp-registry allow com.example.spam', about: 'Allow a namespace again' }],
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
  examples: [{ command: 'mcp-registry denylist', about: 'Show the denied namespaces, with the administrator and the reason' }],
  async run(context, _arguments, options) {
    const administration = await openAdministration(context, options)
    const { denied } = (await administration.request({ method: 'GET', path: '/denylist' })) as Denylist
    const rows = denied.map((each) => [each.namespace, each.deniedAt?.slice(0, 10) ?? '', each.deniedBy, each.reason])
    context.output.result(
      { denied },
      denied.length === 0 ? '' : toTable(['NAMESPACE', 'SINCE', 'BY', 'REASON'], rows, context.output),
    )
    if (denied.length === 0) context.output.say('No namespace is denied.')
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
