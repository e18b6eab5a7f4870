import { buildApp, openServices, readConfig } from '@mcp-registry/server'

// Every optional part of the API is on, so that it is described.
const ENV = {
  MCP_REGISTRY_PUBLIC_URL: 'http://localhost:8080',
  // Never connected to.
  MCP_REGISTRY_DATABASE_URL: 'postgres://localhost/none',
  MCP_REGISTRY_LOG_LEVEL: 'silent',
  // Nothing is signed with it.
  MCP_REGISTRY_JWT_PRIVATE_KEY: '00'.repeat(32),
  MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'true',
}

/** The OpenAPI document that a registry with everything switched on serves. */
export async function readOpenApiDocument(): Promise<string> {
  const config = readConfig(ENV)
  if (!config.ok) throw new Error(config.errors.join('\n'))
  const services = await openServices(config.value)
  const app = await buildApp(services)
  try {
    const { body } = await app.inject('/openapi.json')
    return `${JSON.stringify(JSON.parse(body), null, 2)}\n`
  } finally {
    await app.close()
    await services.close()
  }
}
