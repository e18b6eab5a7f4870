import { isRecord } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { openByteBudget, type OpenChannel } from './channel.js'
import type { Program } from './program.js'
import { MAX_STRAY_LINES } from './limits.js'
import { openLineSplitter } from './split-lines.js'

/** Messages on the standard streams of a program, one a line. `onStray` gets each line that is no message. */
export function toStdioChannel(start: () => Program, onStray: (line: string) => void): OpenChannel {
  return async (receiver) => {
    const program = start()
    const spend = openByteBudget()
    const splitter = openLineSplitter()
    let strayLines = 0
    const read = (chunk: Uint8Array) => {
      spend(chunk.byteLength)
      for (const line of splitter.push(chunk)) {
        const message = findMessage(line)
        if (message !== undefined) receiver.receive(message)
        else if (line.trim() !== '') {
          onStray(line)
          if (++strayLines > MAX_STRAY_LINES)
            throw new CommandError(
              `The server writes more than ${MAX_STRAY_LINES} lines to standard output that are no messages.`,
            )
        }
      }
    }
    program.stdout.on('data', (chunk: Uint8Array) => {
      try {
        read(chunk)
      } catch (error) {
        program.stdout.destroy()
        receiver.fail(toError(error))
      }
    })
    program.ended.then(
      (how) => receiver.fail(new CommandError(`The server ${how} before it had answered.`)),
      (error: unknown) => receiver.fail(toError(error)),
    )
    return {
      send: async (message) => void program.stdin.write(`${JSON.stringify(message)}\n`),
      [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    }
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function findMessage(line: string): unknown {
  // Failing to parse is costly.
  if (!/^\s*[{[]/.test(line)) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) || Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
