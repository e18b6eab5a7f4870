import { relative, resolve } from 'node:path'
import { type JsonLocation, locateIssue, readJson, type ValidationIssue } from '@mcp-registry/contract'
import type { Context } from './command-line/command.js'
import type { Paint } from './command-line/output.js'
import { toSafeLine } from './command-line/safe-text.js'
import type { Terminal } from './command-line/terminal.js'
import { wrapText } from './command-line/wrap.js'
import type { Host } from './host.js'
import type { ServerFile } from './server-file.js'

/** An issue and its location in the file; the line and column start at 1. */
export interface LocatedIssue extends ValidationIssue {
  readonly line?: number
  readonly column?: number
  readonly length?: number
}

/** The maximum and minimum width of an excerpt, in characters. */
const MAX_EXCERPT = 100
const MIN_EXCERPT = 30
/** The width of the rest of the line: the indentation, a line number, and ellipses. */
const MARGIN = 12

/** Locates every issue in the text and sorts them by line; those without a location come first. */
export function locateIssues(text: string, issues: readonly ValidationIssue[]): LocatedIssue[] {
  const json = readJson(text)
  const whole = json.ok ? json.value.locate('') : undefined
  const located = issues.map((issue): LocatedIssue => {
    const place = findSyntaxError(issue) ?? (json.ok ? locateIssue(json.value, issue) : undefined)
    // An issue with the document as a whole has no location.
    if (place === undefined || ('offset' in place && place.offset === whole?.offset)) return issue
    return { ...issue, line: place.line, column: place.column, length: place.length }
  })
  // Stable, so that issues at one location keep their order.
  return located.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
}

// A text that is not JSON has no paths; the messages of its issues contain the line and column.
function findSyntaxError({ type, message }: ValidationIssue): Omit<JsonLocation, 'offset'> | undefined {
  const [, line, column] = type === 'json' ? (/^Line (\d+), column (\d+):/.exec(message) ?? []) : []
  return line === undefined || column === undefined ? undefined : { line: Number(line), column: Number(column), length: 1 }
}

/** Formats issues like compiler errors: location, rule, the source line, and a caret below the affected text. */
export function toIssuesText(
  { name, text }: ServerFile,
  issues: readonly LocatedIssue[],
  { paint, stream }: { readonly paint: Paint; readonly stream: Terminal },
): string {
  const columns = stream.isTTY === true ? (stream.columns ?? 80) : MAX_EXCERPT + MARGIN
  const width = Math.max(MIN_EXCERPT, Math.min(MAX_EXCERPT, columns - MARGIN))
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  // Programs that read the output expect each issue on one line.
  const wrap = (head: string) => (stream.isTTY === true ? wrapText(head, { width: columns, hanging: '  ' }).join('\n') : head)
  return issues.map((issue) => toIssueText(name, lines, issue, { paint, width, wrap })).join('\n\n')
}

interface IssueLayout {
  readonly paint: Paint
  /** The width of the excerpt. */
  readonly width: number
  readonly wrap: (head: string) => string
}

function toIssueText(name: string, lines: readonly string[], issue: LocatedIssue, { paint, width, wrap }: IssueLayout): string {
  const { line, column, length, severity } = issue
  // Another registry may have sent the issue, and a message may repeat a key of the document.
  const [path, message, reference] = [issue.path, issue.message, issue.reference].map(toSafeLine)
  const place = line === undefined ? name : `${name}:${line}:${column ?? 1}`
  const style = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'cyan'
  const where = path === '' ? '' : `${path}: `
  const head = wrap(`${paint('bold', place)} ${paint(style, severity)} ${where}${message} ${paint('dim', `[${reference}]`)}`)
  const source = line === undefined ? undefined : lines[line - 1]
  if (line === undefined || source === undefined) return head
  const gutter = `${line} | `
  const { excerpt, offset } = toExcerpt(source, (column ?? 1) - 1, width)
  const room = Math.max(1, excerpt.length - offset)
  const caret = '^'.repeat(Math.min(Math.max(1, length ?? 1), room))
  const margin = ' '.repeat(gutter.length - 2)
  return [
    head,
    `  ${paint('dim', gutter)}${excerpt}`,
    `  ${paint('dim', `${margin}| `)}${' '.repeat(offset)}${paint(style, caret)}`,
  ].join('\n')
}

function toExcerpt(source: string, at: number, width: number): { readonly excerpt: string; readonly offset: number } {
  // In a long line, the excerpt includes some text before the location.
  const lead = Math.floor(width * 0.4)
  const from = source.length <= width || at < width - lead ? 0 : at - lead
  const cut = source.slice(from, from + width)
  const prefix = from > 0 ? '… ' : ''
  const suffix = from + width < source.length ? ' …' : ''
  // A tab would misalign the caret, and other control and formatting characters must not reach the terminal.
  return {
    excerpt: `${prefix}${cut.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ')}${suffix}`,
    offset: prefix.length + at - from,
  }
}

/** In a GitHub Actions job, prints the issues so that GitHub shows them at the lines of the file. */
export function annotateIssues(
  { env, output }: Pick<Context, 'env' | 'output'>,
  { cwd }: Pick<Host, 'cwd'>,
  { name }: ServerFile,
  issues: readonly LocatedIssue[],
): void {
  const file = relative(env['GITHUB_WORKSPACE'] ?? cwd, resolve(cwd, name))
  for (const { severity, path, message, reference, line, column } of issues) {
    const text = path === '' ? message : `${path}: ${message}`
    output.annotate({ severity, title: reference, message: text, file, line, column })
  }
}

/** `2 errors, 1 warning`. */
export function countIssues(issues: readonly ValidationIssue[]): string {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => {
    const count = issues.filter((issue) => issue.severity === severity).length
    return count === 0 ? '' : `${count} ${severity}${count === 1 || severity === 'info' ? '' : 's'}`
  })
  return counts.filter(Boolean).join(', ')
}
