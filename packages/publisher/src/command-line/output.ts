import { styleText } from 'node:util'
import { type Annotation, isGithubActions, toAnnotation, withoutWorkflowCommands } from './github-annotation.js'
import { openProgress, type Progress } from './progress.js'
import type { Terminal } from './terminal.js'

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'
export type Paint = (style: Style, text: string) => string

/** The output of a command: results go to stdout, all messages for humans to stderr. */
export interface Output {
  readonly stdout: Terminal
  readonly stderr: Terminal
  /** Writes the result: the value with `--json`, otherwise the text. */
  result(value: unknown, text: string): void
  /** Writes a message; suppressed by `--json` and `--quiet`. */
  say(text: string): void
  /** Writes an important message; suppressed only by `--json`. */
  warn(text: string): void
  /** Has GitHub show a message beside a file, in a GitHub Actions job; suppressed by `--json`. */
  annotate(annotation: Annotation): void
  /** A progress bar on a terminal, plain lines otherwise, nothing with `--json` or `--quiet`. */
  progress(label: string): Progress
  /** Colours for stdout and stderr; plain text if the stream is not a terminal. */
  readonly paint: { readonly stdout: Paint; readonly stderr: Paint }
}

export interface OutputOptions {
  readonly stdout: Terminal
  readonly stderr: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly json: boolean
  readonly quiet: boolean
}

export function toOutput({ stdout, stderr, env, json, quiet }: OutputOptions): Output {
  const silent = json || quiet
  const isJob = isGithubActions(env)
  const toLines = (text: string) => `${isJob ? withoutWorkflowCommands(text) : text}\n`
  const toJson = (value: unknown) => `${isJob ? toSafeJson(value).replaceAll('##[', '#\\u0023[') : toSafeJson(value)}\n`
  return {
    stdout,
    stderr,
    result: (value, text) => void stdout.write(json ? toJson(value) : text && toLines(text)),
    say: (text) => void (silent || stderr.write(toLines(text))),
    warn: (text) => void (json || stderr.write(toLines(text))),
    annotate: (annotation) => void (isJob && !json && stderr.write(`${toAnnotation(annotation)}\n`)),
    progress: (label) => openProgress(label, silent ? undefined : stderr),
    paint: { stdout: toPaint(stdout, env), stderr: toPaint(stderr, env) },
  }
}

// JSON does not escape C1 control characters, which a terminal may interpret.
function toSafeJson(value: unknown): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, 2).replaceAll(/[\u007F-\u009F]/g, escape)
}

function toPaint(stream: Terminal, env: OutputOptions['env']): Paint {
  const isColourful = stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  return (style, text) => (isColourful ? styleText(style, text, { validateStream: false }) : text)
}
