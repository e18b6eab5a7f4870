import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { locateIssue, readJson, type ValidationIssue, validateServerJson } from '@mcp-registry/contract'
import { defineCommand, type Paint, toSafeLine } from '@mcp-registry/publisher/command-line'

export const validate = defineCommand({
  name: 'validate',
  summary: 'Validate a server.json file.',
  details: 'Lists every issue with its position and rule id. The exit code is 1 if there are errors.',
  arguments: { file: { about: 'the file, or - for standard input' } },
  examples: [
    { command: 'mcp-registry validate server.json', about: 'Validate a file' },
    { command: 'cat server.json | mcp-registry validate - --json', about: 'Validate standard input and print JSON' },
  ],
  async run({ output, stdin }, { file }) {
    const source = file === '-' ? await text(stdin) : await readFile(file, 'utf8')
    const { valid, issues } = validateServerJson(source)
    const places = toPlaces(source, issues)
    const paint = output.paint.stdout
    const label = file === '-' ? 'standard input' : file
    const lines = issues.map((issue, index) => toLine(label, issue, places[index], paint))
    const verdict = valid ? paint('green', `${label} is valid.`) : paint('red', `${label} is not valid.`)
    output.result(
      { valid, issues: issues.map((issue, index) => ({ ...issue, ...places[index] })) },
      [...lines, verdict].join('\n'),
    )
    return valid ? 'done' : 'refused'
  },
})

interface Place {
  readonly line: number
  readonly column: number
}

function toPlaces(source: string, issues: readonly ValidationIssue[]): (Place | undefined)[] {
  const json = readJson(source)
  if (!json.ok) return issues.map(() => undefined)
  return issues.map((issue) => {
    const place = locateIssue(json.value, issue)
    return place && { line: place.line, column: place.column }
  })
}

function toLine(label: string, issue: ValidationIssue, place: Place | undefined, paint: Paint): string {
  const where = place ? `${label}:${place.line}:${place.column}` : label
  const severity = paint(issue.severity === 'error' ? 'red' : issue.severity === 'warning' ? 'yellow' : 'dim', issue.severity)
  const path = issue.path === '' ? '' : `${paint('bold', toSafeLine(issue.path))}: `
  return `${where}: ${severity}: ${path}${toSafeLine(issue.message)} ${paint('dim', `[${issue.reference}]`)}`
}
