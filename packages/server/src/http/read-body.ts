import { readJson, RegistryError } from '@mcp-registry/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

/**
 * Accepts only JSON bodies. They are parsed unless the route sets `rawBody`. A body without a content type is treated as JSON, since some
 * clients do not send one.
 */
export function addBodyReader(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, readBody)
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    if (request.headers['content-type'] === undefined) return readBody(request, body)
    throw new RegistryError('unsupported-media-type', 'The body must be JSON: send "Content-Type: application/json".')
  })
}

async function readBody(request: FastifyRequest, body: Buffer): Promise<unknown> {
  const text = decode(body)
  if (request.routeOptions.config.rawBody) return text
  // Some clients set the content type on every request, including those without a body.
  return text === '' ? undefined : parse(text)
}

function decode(body: Buffer): string {
  try {
    // `TextDecoder` removes a byte order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new RegistryError('malformed-request', 'The body is not valid UTF-8. JSON is sent in UTF-8.')
  }
}

function parse(text: string): unknown {
  const json = readJson(text)
  if (json.ok) return json.value.value
  const errors = json.errors.map(({ path, message }) => ({ message, location: path === '' ? 'body' : `body.${path}` }))
  throw new RegistryError('malformed-request', `The body is not JSON. ${errors[0]?.message ?? ''}`.trim(), { errors })
}
