/** A GET request without a body. The properties have the names of those of `IncomingMessage`. */
export interface UnencodedRead {
  readonly method: 'GET'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

// Enough for the longest allowed URL, see `MAX_URL_LENGTH`, and a few headers.
const MAX_HEAD_BYTES = 32 * 1024

/**
 * Parses a GET request whose URL contains UTF-8 that is not percent-encoded. Some HTTP clients send user input this way, and Node's parser
 * rejects it. Returns undefined for anything else, such as a request with a body, a pipelined second request, or an incomplete head.
 */
export function parseUnencodedRead(packet: unknown): UnencodedRead | undefined {
  if (!Buffer.isBuffer(packet) || packet.length > MAX_HEAD_BYTES || packet.indexOf('\r\n\r\n') !== packet.length - 4)
    return undefined
  const [requestLine = '', ...lines] = packet.toString('latin1').slice(0, -4).split('\r\n')
  const target = /^GET (\/[\u0021-\u00ff]*) HTTP\/1\.1$/.exec(requestLine)?.[1]
  if (target === undefined) return undefined
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [, name, value = ''] = /^([\w-]+): ?(.*)$/.exec(line) ?? []
    if (name === undefined || Object.hasOwn(headers, name.toLowerCase())) return undefined
    headers[name.toLowerCase()] = value
  }
  if ('content-length' in headers || 'transfer-encoding' in headers) return undefined
  // In Latin-1, each character is one byte.
  const url = target.replaceAll(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
  return { method: 'GET', url, headers }
}
