import { RegistryClientError } from './registry-client-error.js'

/**
 * The bytes of a response as a stream. Rejects with `response-too-large` beyond `maxBytes`, and with the result of `toError` if the
 * connection fails. Ending the iteration early closes the connection.
 */
export async function* readBytes(
  { body }: Response,
  maxBytes: number,
  toError: (failure: unknown) => RegistryClientError,
): AsyncGenerator<Uint8Array, void, undefined> {
  // Some platforms do not support async iteration of streams.
  const reader = body?.getReader()
  if (reader === undefined) return
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((failure: unknown) => {
        throw toError(failure)
      })
      if (done) return
      length += value.length
      if (length > maxBytes) throw toTooLarge(maxBytes)
      yield value
    }
  } finally {
    // A no-op at the end of the body. Not awaited: for a cloned response it waits for the other branch.
    void reader.cancel().catch(() => {})
  }
}

/** All bytes as UTF-8 text, without a byte order mark. */
export async function readText(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of bytes) text += decoder.decode(chunk, { stream: true })
  return text + decoder.decode()
}

function toTooLarge(maxBytes: number): RegistryClientError {
  return new RegistryClientError('response-too-large', `The response has more than ${maxBytes} bytes. Ask for a smaller page.`, {
    retryable: false,
  })
}
