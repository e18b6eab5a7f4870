import type { AuditEntry } from '@mcp-registry/server'
import { defineCommand, type Paint, UsageError, toSafeLine } from '@mcp-registry/publisher/command-line'
import { openMigratedStore } from '../open-migrated-store.js'
import { storageOptions } from '../settings.js'

const PAGE = 1000

export const auditLog = defineCommand({
  name: 'audit-log',
  summary: 'Print the audit log.',
  details:
    'Lists changes and attempted changes, oldest first: one line each, or with --json one JSON object per line with all fields.',
  options: {
    ...storageOptions,
    server: { kind: 'text', placeholder: 'name', about: 'only entries about this server' },
    subject: { kind: 'text', placeholder: 'subject', about: 'only entries of this login, domain or subject' },
    after: { kind: 'text', placeholder: 'id', about: 'only entries with a greater id' },
  },
  examples: [
    { command: 'mcp-registry audit-log --server com.example/weather', about: 'Show who changed a server' },
    { command: 'mcp-registry audit-log --json --after 1200 >> audit.jsonl', about: 'Append new entries to a file' },
  ],
  async run(context, _arguments, { server, subject, after: afterText = '0', ...storage }) {
    const { output, signal, json } = context
    if (!/^\d{1,15}$/.test(afterText)) throw new UsageError(`--after takes the id of an entry, not ${JSON.stringify(afterText)}.`)
    await using opened = await openMigratedStore(context, storage)
    const { readAuditLog } = await import('@mcp-registry/server')
    let after = Number(afterText)
    for (;;) {
      signal.throwIfAborted()
      const entries = await readAuditLog(opened, { serverName: server, subject, after, limit: PAGE })
      for (const entry of entries) {
        output.stdout.write(`${json ? JSON.stringify(entry) : toLine(entry, output.paint.stdout)}\n`)
        after = entry.id
      }
      if (entries.length < PAGE) return 'done'
    }
  },
})

function toLine(entry: AuditEntry, paint: Paint): string {
  const what = [entry.action, entry.serverName, entry.serverVersion].filter((part) => part !== undefined).join(' ')
  const outcome = entry.outcome === 'done' ? paint('green', 'done') : paint('red', `refused ${entry.code ?? ''}`.trim())
  const detail = entry.outcome === 'done' && entry.detail !== undefined ? ` (${entry.detail})` : ''
  // Values from clients may contain terminal control characters.
  const who = `${entry.method ?? '?'}:${entry.subject ?? '?'} from ${entry.address}`
  return `${entry.id} ${entry.at} ${outcome} ${toSafeLine(`${what}${detail} by ${who}`)}`
}
