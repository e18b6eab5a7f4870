/** A request without a body, in the fields of `IncomingMessage`. */
export interface UnencodedRead {
  readonly method: 'GET'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

// As a URL that is percent-encoded, see listener.ts, and a few headers.
const MAX_HEAD_BYTES = 32 * 1024

/**
 * Reads a GET whose URL holds UTF-8 that is not percent-encoded, as some HTTP clients send what a person typed. Node's parser refuses it.
 * Undefined for anything else: a request with a body, a second request behind it, or an incomplete head.
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
  // Each character of Latin-1 is one byte.
  const url = target.replaceAll(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
  return { method: 'GET', url, headers }
}
