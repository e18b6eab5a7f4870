import type { ServerJson, ServerResponse } from '@mcp-registry/contract'

export function serverJson(fields: Partial<ServerJson> = {}): ServerJson {
  return {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: 'io.github.alice/weather',
    description: 'Weather at any place on Earth',
    version: '1.0.0',
    remotes: [],
    ...fields,
  }
}

/** An entry as a registry lists it. */
export function entry(name: string, version: string, updatedAt?: string): ServerResponse {
  const publishedAt = '2026-01-01T00:00:00.000Z'
  return {
    server: serverJson({ name, version }),
    _meta: {
      'io.modelcontextprotocol.registry/official': {
        status: 'active',
        isLatest: true,
        publishedAt,
        ...(updatedAt !== undefined && { updatedAt }),
      },
    },
  }
}
