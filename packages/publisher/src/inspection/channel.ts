import { CommandError } from '../command-line/explain-error.js'
import { MAX_SESSION_BYTES } from './limits.js'

/** A transport of MCP: messages go to the server through it, and come back to a {@link Receiver}. */
export interface Channel extends AsyncDisposable {
  /** Sends a JSON-RPC message. Rejects if the server cannot be reached or refuses it. */
  send(message: JsonRpcMessage): Promise<void>
  /** Called with the revision of the protocol once it is known. */
  setProtocolVersion?(version: string): void
}

export interface JsonRpcMessage {
  readonly jsonrpc: '2.0'
  readonly id?: unknown
  readonly method?: string
  readonly params?: object
  readonly result?: object
  readonly error?: object
}

/** The other end of a {@link Channel}. */
export interface Receiver {
  /** A message of the server: any JSON value. */
  readonly receive: (message: unknown) => void
  /** The server has gone, or sends too much: nothing more will come. */
  readonly fail: (error: Error) => void
}

/** Opens a channel. `signal` ends everything that it does. */
export type OpenChannel = (receiver: Receiver, signal: AbortSignal) => Promise<Channel>

/** Counts what a server sends in one session, and refuses a flood. */
export function openByteBudget(): (bytes: number) => void {
  let left = MAX_SESSION_BYTES
  return (bytes) => {
    left -= bytes
    if (left >= 0) return
    throw new CommandError(
      `The server sends more than ${MAX_SESSION_BYTES / 1024 / 1024} MiB, which no client accepts. Check what it writes, and page its lists.`,
    )
  }
}
