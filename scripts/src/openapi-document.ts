import { buildApp, openServices, readConfig } from '@mcp-registry/server'

/** Every optional part of the API is on, so that it is described. */
export const DOCUMENTED_ENV = {
  MCP_REGISTRY_PUBLIC_URL: 'http://localhost:8080',
  MCP_REGISTRY_DATA_DIR: 'memory',
  MCP_REGISTRY_LOG_LEVEL: 'silent',
  // Nothing is signed with it.
  MCP_REGISTRY_JWT_PRIVATE_KEY: '00'.repeat(32),
  MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'true',
}

/** The OpenAPI document that a registry with everything switched on serves. */
export async function readOpenApiDocument(): Promise<string> {
  const config = readConfig(DOCUMENTED_ENV)
  if (!config.ok) throw new Error(config.errors.join('\n'))
  const services = await openServices(config.value)
  try {
    await services.store.migrate()
    const app = await buildApp(services)
    const { body } = await app.inject('/openapi.json')
    await app.close()
    return formatOpenApi(JSON.parse(body))
  } finally {
    await services.close()
  }
}

export function formatOpenApi(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
