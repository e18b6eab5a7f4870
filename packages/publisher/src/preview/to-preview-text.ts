import { type Launch, type LaunchProcess, withReferences } from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import { toInputLine } from '../command-line/input-line.js'
import type { Paint } from '../command-line/output.js'
import { toShellWord } from '../command-line/quote-for-shell.js'
import { toSafeLine, toSafeText } from '../command-line/safe-text.js'
import { wrapText, wrapWords } from '../command-line/wrap.js'
import type { ClientPreview } from './client-preview.js'
import type { ChoicePreview } from './preview-choice.js'

interface Page {
  readonly paint: Paint
  /** In columns. */
  readonly width: number
}

/** The preview as text that fits the width, except for words and lines of client files that are longer. */
export function toPreviewText(server: ServerJson, choices: readonly ChoicePreview[], page: Page): string {
  const lines = [...toHead(server, page), ...choices.flatMap((choice) => ['', ...toChoiceLines(choice, page)])]
  if (choices.length === 0) lines.push('', 'It names no package and no remote: clients cannot use it.')
  return lines.join('\n')
}

function toHead({ name, version, title, description, websiteUrl }: ServerJson, { paint, width }: Page): string[] {
  const texts = [title ?? '', description, websiteUrl ?? ''].map(toSafeLine).filter((text) => text !== '')
  return [
    `${paint('bold', toSafeLine(name))} ${toSafeLine(version)}`,
    ...texts.flatMap((text) => wrapText(text, { width, indent: '  ' })),
  ]
}

function toChoiceLines({ choice, inputs, launch, problems, warnings, clients }: ChoicePreview, page: Page): string[] {
  const { paint, width } = page
  const { kind, index, type, label, transport } = choice
  const what = toSafeLine(kind === 'package' ? `${type} ${label}` : label)
  const asks = inputs.flatMap((input) => wrapText(toInputLine(input, paint), { width, indent: INDENT, hanging: '  ' }))
  const head = `${paint('bold', `${kind} ${index + 1}`)} ${what} ${paint('dim', toSafeLine(transport))}`
  return [
    ...wrapText(head, { width, hanging: '  ' }),
    ...(asks.length > 0 ? ['  Asks for', ...asks] : ['  Asks for nothing']),
    ...(launch === undefined ? [] : toLaunchLines(launch, page)),
    ...problems.flatMap((problem) => toNote(paint('red', 'error:'), problem, '  ', page)),
    ...warnings.flatMap((warning) => toNote(paint('yellow', 'warning:'), warning, '  ', page)),
    ...mergeSame(clients).flatMap((client) => ['', ...toClientLines(client, page)]),
  ]
}

/** Clients without a configuration for the same reasons become one. */
function mergeSame(clients: readonly ClientPreview[]): readonly ClientPreview[] {
  const merged: ClientPreview[] = []
  for (const client of clients) {
    const last = merged.at(-1)
    const isSame = last?.text === undefined && client.text === undefined && last?.notes.join() === client.notes.join()
    if (last !== undefined && isSame) merged.splice(-1, 1, { ...last, title: `${last.title}, ${client.title}` })
    else merged.push(client)
  }
  return merged
}

const INDENT = '    '

function toLaunchLines(launch: Launch, page: Page): string[] {
  // Whoever reads a preview has to see where the values go.
  const shown = withReferences(launch, ({ id }) => `<${id}>`)
  switch (shown.kind) {
    case 'stdio':
      return toProcessLines(shown, page)
    case 'http':
      return [
        ...(shown.start === undefined ? [] : toProcessLines(shown.start, page)),
        '  Connects to',
        ...wrapText(toSafeLine(shown.url), { width: page.width, indent: INDENT }),
        ...Object.entries(shown.headers).flatMap(([name, value]) =>
          wrapText(toSafeLine(`${name}: ${value}`), { width: page.width, indent: INDENT, hanging: '  ' }),
        ),
      ]
    case 'bundle': {
      const words = [...toAssignments(shown.env), ...shown.args.map(toWord)]
      return [
        '  Downloads, and runs by its manifest',
        `${INDENT}${toSafeLine(shown.download.url)}`,
        ...(words.length === 0 ? [] : ['  With', ...toCommandLines(words, page)]),
      ]
    }
  }
}

function toProcessLines({ command, args, env, install }: LaunchProcess, page: Page): string[] {
  return [
    ...(install === undefined ? [] : ['  Installs', ...toCommandLines([install.command, ...install.args].map(toWord), page)]),
    '  Runs',
    ...toCommandLines([...toAssignments(env), ...[command, ...args].map(toWord)], page),
  ]
}

function toAssignments(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${toSafeLine(name)}=${toWord(value)}`)
}

function toCommandLines(words: readonly string[], { width }: Page): string[] {
  return wrapWords(words, { width, indent: INDENT, hanging: '  ', end: ' \\' })
}

function toWord(text: string): string {
  return toShellWord(toSafeLine(text))
}

function toClientLines({ title, isOwn, text, notes }: ClientPreview, page: Page): string[] {
  const { paint } = page
  const how = isOwn ? 'installs it from a registry as' : 'is configured as'
  return [
    ...(text === undefined
      ? [`  ${paint('bold', title)}`]
      : [
          `  ${paint('bold', title)} ${how}`,
          ...toSafeText(text)
            .trimEnd()
            .split('\n')
            .map((line) => `${INDENT}${line}`),
        ]),
    ...notes.flatMap((note) => toNote(paint('yellow', '!'), note, INDENT, page)),
  ]
}

function toNote(mark: string, note: string, indent: string, { width }: Page): string[] {
  return wrapText(`${mark} ${toSafeLine(note)}`, { width, indent, hanging: '  ' })
}
