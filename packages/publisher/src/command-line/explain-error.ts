import { isRegistryClientError, type RegistryClientError } from '@mcp-registry/client'
import { ERRORS, findCode, type ProblemDetail, RegistryError } from '@mcp-registry/contract'
import { InterruptedError, isInterruption } from './interruption.js'

/** An invalid command line: exit code 2, and a reference to `--help`. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A failure with a complete explanation: `message` names the subject and the remedy, and no stack trace is printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** A failure as printed for humans and, with `--json`, for programs. */
export interface Explanation {
  readonly message: string
  readonly code: string
  readonly retryable: boolean
  readonly errors?: readonly ProblemDetail[]
  /** The HTTP status, if a registry refused the request. */
  readonly status?: number
  /** Set only for bugs: what a bug report should contain. */
  readonly stack?: string
}

/** The only place that converts thrown values to messages. */
export function explainError(error: unknown): Explanation {
  if (error instanceof RegistryError) {
    const { code, message, errors } = error
    return { message, code, retryable: ERRORS[code].retryable, ...(errors.length > 0 && { errors }) }
  }
  if (error instanceof InterruptedError) return { message: error.message, code: 'interrupted', retryable: true }
  if (isInterruption(error)) return { message: 'Interrupted.', code: 'interrupted', retryable: true }
  if (error instanceof UsageError) return { message: error.message, code: 'usage', retryable: false }
  if (isRegistryClientError(error)) return explainAnswer(error)
  if (error instanceof CommandError) return { message: error.message, code: 'failed', retryable: false }
  if (!(error instanceof Error)) return { message: String(error), code: 'internal', retryable: false }
  // Checks the name, since most commands do not load the server, which defines the class.
  if (error.name === 'StorageError') return { message: error.message, code: 'storage', retryable: false }
  const systemCode = findSystemCode(error)
  const known = systemCode === undefined ? undefined : SYSTEM_ERRORS[systemCode]
  if (known && systemCode) return { message: known(deepestMessage(error)), code: systemCode, retryable: false }
  return { message: error.message, code: 'internal', retryable: false, ...(error.stack && { stack: error.stack }) }
}

function explainAnswer({ code, message, status, retryable, problem }: RegistryClientError): Explanation {
  const errors = problem?.errors ?? []
  return { message, code, retryable, ...(status !== undefined && { status }), ...(errors.length > 0 && { errors }) }
}

const SYSTEM_ERRORS: Readonly<Record<string, (message: string) => string>> = {
  ENOENT: (message) => `There is no such file: ${quotedPath(message)}. Check the path.`,
  EISDIR: (message) => `This is a folder, not a file: ${message}.`,
  EACCES: (message) => `Permission denied: ${message}. Check who owns the file or folder.`,
  EEXIST: (message) => `There is a file where a folder is needed: ${message}. Give another path.`,
  ENOTDIR: (message) => `There is a file where a folder is needed: ${message}. Give another path.`,
  EROFS: (message) => `The disk is read-only: ${message}. Give a path that can be written to.`,
  ENOSPC: () => 'The disk is full. Make room and run the command again.',
  EMFILE: () =>
    'The limit on open files is reached. Raise it: "ulimit -n 65536" in a shell, LimitNOFILE=65536 in a systemd unit.',
  ECONNREFUSED: (message) => `Nothing answers there: ${message}. Check the address and that the server runs.`,
  ENOTFOUND: (message) => `The host name is not known: ${message}. Check the address.`,
}

function findSystemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = findCode(error)
  if (code !== undefined && Object.hasOwn(SYSTEM_ERRORS, code)) return code
  if (error instanceof AggregateError) return findSystemCode(error.errors[0])
  return findSystemCode(error.cause)
}

function deepestMessage(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return deepestMessage(error.errors[0])
  return error.cause instanceof Error ? deepestMessage(error.cause) : error.message
}

// The Node error message ends with the quoted path.
function quotedPath(message: string): string {
  return /'([^']*)'$/.exec(message)?.[1] ?? message
}
