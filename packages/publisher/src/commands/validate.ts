import { validateServerJson } from '@mcp-registry/contract'
import { defineCommand } from '../command-line/command.js'
import { requireServerFile } from '../server-file.js'
import { annotateIssues, countIssues, locateIssues, toIssuesText } from '../show-issues.js'
import type { Host } from '../host.js'

export const toValidateCommand = (host: Host) =>
  defineCommand({
    name: 'validate',
    summary: 'Validate a server.json.',
    details: 'Lists every issue with its line, offline. Warnings do not make a file invalid.',
    arguments: { file: { about: 'the file (default: server.json, else .mcp/server.json)', optional: true } },
    examples: [
      { command: 'mcp-publisher validate', about: 'Validate ./server.json' },
      { command: 'mcp-publisher validate build/server.json --json', about: 'Validate another file and print JSON' },
    ],
    run: async (context, args) => {
      const { output } = context
      const file = await requireServerFile(host.cwd, args.file)
      const { valid, issues: found } = validateServerJson(file.text)
      const issues = locateIssues(file.text, found)
      const paint = output.paint.stdout
      const verdict = valid ? paint('green', `✓ ${file.name} is valid`) : paint('red', `✗ ${file.name} is not valid`)
      const summary = issues.length === 0 ? verdict : `${verdict}: ${countIssues(issues)}`
      const text = issues.length === 0 ? summary : `${toIssuesText(file, issues, { paint, stream: output.stdout })}\n\n${summary}`
      annotateIssues(context, host, file, issues)
      output.result({ file: file.name, valid, issues }, text)
      return valid ? 'done' : 'refused'
    },
  })
