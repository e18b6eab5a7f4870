import { CLIENTS, findClient, type LaunchOption, listLaunchChoices } from '@mcp-registry/client'
import { parseServerJson, validateServerJson } from '@mcp-registry/contract'
import { defineCommand } from '../command-line/command.js'
import { UsageError } from '../command-line/explain-error.js'
import { toWidth } from '../command-line/wrap.js'
import { previewChoice } from '../preview/preview-choice.js'
import { toPreviewText } from '../preview/to-preview-text.js'
import { requireServerFile } from '../server-file.js'
import { annotateIssues, countIssues, locateIssues, toIssuesText } from '../show-issues.js'
import type { Host } from '../host.js'

const USUAL_CLIENTS = ['vscode', 'claude-code', 'codex']

export const toPreviewCommand = (host: Host) =>
  defineCommand({
    name: 'preview',
    summary: 'Show what clients make of a server.json.',
    details:
      'Shows for each package and remote what users are asked for, the command or URL that results, and what VS Code, Claude Code and Codex write into their configuration. Values that users provide are shown as <ID>. Works offline, and writes no file.',
    arguments: { file: { about: 'the file (default: server.json, else .mcp/server.json)', optional: true } },
    options: {
      client: { kind: 'choice', choices: CLIENTS.map(({ id }) => id), about: 'one client instead of these three' },
      package: { kind: 'text', placeholder: 'n', about: 'only the package with this number' },
      remote: { kind: 'text', placeholder: 'n', about: 'only the remote with this number' },
    },
    examples: [
      { command: 'mcp-publisher preview', about: 'Preview ./server.json' },
      { command: 'mcp-publisher preview --package 1 --client cursor', about: 'Preview the first package in Cursor' },
    ],
    run: async (context, args, options) => {
      const { output } = context
      const file = await requireServerFile(host.cwd, args.file)
      const issues = locateIssues(file.text, validateServerJson(file.text).issues)
      const document = parseServerJson(file.text)
      const paint = output.paint.stderr
      const shown = document.ok ? issues.filter(({ severity }) => severity !== 'info') : issues
      if (shown.length > 0) output.warn(`${toIssuesText(file, shown, { paint, stream: output.stderr })}\n`)
      annotateIssues(context, host, file, issues)
      if (!document.ok) {
        output.warn(`${paint('red', `✗ ${file.name} is not valid`)}: ${countIssues(issues)}`)
        output.result({ file: file.name, valid: false, issues }, '')
        return 'refused'
      }
      const { server } = document.value
      const clients = [options.client ?? USUAL_CLIENTS].flat().flatMap((id) => findClient(id) ?? [])
      const choices = requireChoices(listLaunchChoices(server), options).map((choice) => previewChoice(server, choice, clients))
      const { name, version, title, description, websiteUrl } = server
      output.result(
        { file: file.name, valid: true, issues, name, version, title, description, websiteUrl, choices },
        toPreviewText(server, choices, { paint: output.paint.stdout, width: toWidth(output.stdout) }),
      )
      return 'done'
    },
  })

interface Wanted {
  readonly package: string | undefined
  readonly remote: string | undefined
}

function requireChoices(choices: readonly LaunchOption[], wanted: Wanted): readonly LaunchOption[] {
  if (wanted.package === undefined && wanted.remote === undefined) return choices
  const named = choices.filter(({ kind, index }) => String(index + 1) === wanted[kind])
  for (const kind of ['package', 'remote'] as const) {
    if (wanted[kind] === undefined || named.some((choice) => choice.kind === kind)) continue
    const count = choices.filter((choice) => choice.kind === kind).length
    throw new UsageError(`There is no ${kind} ${wanted[kind]}. The number of ${kind}s is ${count}.`)
  }
  return named
}
