import { once } from 'node:events'
import { connect } from 'node:net'
import { CommandError } from '../command-line/explain-error.js'

const ANSWER_TIMEOUT_MS = 2_000

/**
 * Fails if a program listens at the URL of a server that is not started yet: it would get the messages, and the secrets in the headers.
 * `place` is the URL without secrets.
 */
export async function requireUnusedUrl(url: string, place: string): Promise<void> {
  if (await isListening(new URL(url)))
    throw new CommandError(
      `Another program already listens at ${place}. Stop it, or choose another port if the server has an input for it.`,
    )
}

/** Whether connections are accepted. An HTTP request would not tell: a program can accept connections and answer later. */
async function isListening({ protocol, hostname, port }: URL): Promise<boolean> {
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) })
    return true
  } catch {
    return false
  } finally {
    socket.on('error', () => {}).destroy()
  }
}
