import { CLIENT_SCHEMA_PATH, clientJsonSchema } from '@mcp-registry/contract'
import type { FastifyInstance } from 'fastify'

/** Serves the JSON Schema of client.json: the current one, and that of its date. */
export function addSchemas(app: FastifyInstance, publicUrl: string): void {
  const text = JSON.stringify(clientJsonSchema(new URL(publicUrl).href.replace(/\/$/, '')))
  for (const path of ['/client.schema.json', CLIENT_SCHEMA_PATH]) {
    app.get(
      path,
      { config: { access: 'public', cacheControl: 'public, max-age=300' }, schema: { hide: true } },
      async (_request, reply) => {
        reply.type('application/schema+json; charset=utf-8')
        return text
      },
    )
  }
}
