import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { type Program, run } from '@mcp-registry/publisher/command-line'

export interface Answered {
  readonly exitCode: number
  readonly stderr: string
  /** The prompts, in order. */
  readonly asked: readonly string[]
}

/** Runs a program on a terminal, and answers each prompt: with the text or the keys for its message, else with its default. */
export async function answerPrompts(
  program: Program,
  argv: readonly string[],
  answers: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<Answered> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin })
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 200, rows: 100 })
  const stdout = new PassThrough()
  stdout.resume()
  const [chunks, asked]: [string[], string[]] = [[], []]
  stderr.on('data', (chunk: string) => {
    chunks.push(chunk)
    const message = /◆\s+([^\n]+)/.exec(stripVTControlCharacters(chunk))?.[1]?.trim()
    if (message === undefined || asked.includes(message)) return
    asked.push(message)
    const keys = Object.entries(answers).find(([start]) => message.startsWith(start))?.[1] ?? ''
    setImmediate(() => {
      for (const key of keys) stdin.write(key)
      stdin.write('\r')
    })
  })
  const exitCode = await run(program, argv, { stdin, stdout, stderr, env, signal: new AbortController().signal })
  return { exitCode, stderr: stripVTControlCharacters(chunks.join('')), asked }
}
