import { buildApp, openServices, readConfig } from '@mcp-registry/server'

/** Enables every optional part of the API, so that the document describes it. */
export const DOCUMENTED_ENV = {
  MCP_REGISTRY_PUBLIC_URL: 'http://localhost:8080',
  MCP_REGISTRY_DATA_DIR: 'memory',
  MCP_REGISTRY_LOG_LEVEL: 'silent',
  // A dummy key: it signs nothing.
  MCP_REGISTRY_JWT_PRIVATE_KEY: '00'.repeat(32),
  MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'true',
}

/** The OpenAPI document of a registry with all features enabled. */
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
