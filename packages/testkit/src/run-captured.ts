import { PassThrough, Readable } from 'node:stream'
import { type ExitCode, type Program, run } from '@mcp-registry/publisher/command-line'

export interface Captured {
  readonly exitCode: ExitCode
  readonly stdout: string
  readonly stderr: string
}

export interface CaptureOptions {
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  readonly isTTY?: boolean
  /** The keys that a person presses at prompts, one per prompt, on a terminal. */
  readonly keys?: readonly string[]
}

/** Runs a program in this process and keeps what it writes. */
export async function runCaptured(program: Program, argv: readonly string[], options: CaptureOptions = {}): Promise<Captured> {
  const stdout = captureStream(options.isTTY)
  const stderr = captureStream(options.isTTY)
  const keyboard = options.keys && openKeyboard(options.keys, stderr.stream)
  const exitCode = await run(program, argv, {
    stdin: keyboard ?? Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: options.env ?? {},
    signal: options.signal ?? new AbortController().signal,
  })
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
}

/** A keyboard whose next key is pressed whenever the screen shows a question. */
function openKeyboard(keys: readonly string[], screen: PassThrough): PassThrough {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => keyboard })
  const left = [...keys]
  screen.on('data', (shown: string) => {
    const key = shown.includes('?') ? left.shift() : undefined
    if (key !== undefined) setImmediate(() => keyboard.write(key))
  })
  return keyboard
}

function captureStream(isTTY = false) {
  const chunks: string[] = []
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY })
  stream.on('data', (chunk: string) => chunks.push(chunk))
  return { stream, text: () => chunks.join('') }
}
