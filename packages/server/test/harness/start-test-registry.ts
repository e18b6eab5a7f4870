import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Permission, StatusUpdate } from '@mcp-registry/contract'
import { buildApp, openServices, type Parts, readConfig, type Services } from '@mcp-registry/server'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import type {} from '../../src/http/route-table.js'
import type { Store } from '../../src/store/open-store.js'
import { openTestStore } from './open-test-store.js'

export interface TestRegistryOptions extends Parts {
  /** Environment variables beyond those that every test registry has. */
  readonly env?: Readonly<Record<string, string>>
  /** Whether anyone gets a token. */
  readonly anonymous?: boolean
}

export interface TestRegistry extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly services: Services
  readonly store: Store
  inject(request: InjectOptions | string): Promise<LightMyRequestResponse>
  get(path: string): Promise<LightMyRequestResponse>
  /** Someone who may publish and edit in the namespace, or has exactly these permissions. */
  actingAs(who: string | readonly Permission[]): TestPublisher
  /** Listens on a real socket of loopback and returns the URL. */
  listen(): Promise<string>
}

export interface TestPublisher {
  token(): Promise<string>
  send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object | string): Promise<LightMyRequestResponse>
  publish(document: object | string): Promise<LightMyRequestResponse>
  edit(name: string, version: string, document: object | string): Promise<LightMyRequestResponse>
  setStatus(name: string, version: string, update: StatusUpdate): Promise<LightMyRequestResponse>
  setAllStatuses(name: string, update: StatusUpdate): Promise<LightMyRequestResponse>
  delete(name: string, version: string): Promise<LightMyRequestResponse>
}

/** The app that ships, over an empty store of its own or over the one that is brought along. Use it with `await using`. */
export async function startTestRegistry({ env, anonymous, ...parts }: TestRegistryOptions = {}): Promise<TestRegistry> {
  // Made only by what keeps a file there.
  const dataDir = join(tmpdir(), `mcp-registry-test-${randomUUID()}`)
  const config = readConfig({
    MCP_REGISTRY_DATA_DIR: dataDir,
    MCP_REGISTRY_PUBLIC_URL: 'http://registry.test',
    MCP_REGISTRY_JWT_PRIVATE_KEY: '0b'.repeat(32),
    MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION: 'false',
    MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: String(anonymous ?? false),
    ...env,
  })
  if (!config.ok) throw new Error(config.errors.join('\n'))
  const store = parts.store ?? (await openTestStore())
  const services = await openServices(config.value, { log: pino({ level: 'silent' }), ...parts, store })
  const app = await buildApp(services)
  return {
    app,
    services,
    store,
    inject: (request) => app.inject(request),
    get: (path) => app.inject({ method: 'GET', url: path }),
    actingAs: (who) => actAs(app, services, typeof who === 'string' ? ownerOf(who) : who),
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    async [Symbol.asyncDispose]() {
      await app.close()
      await services.close()
      // A store that was brought along belongs to whoever brought it.
      if (parts.store === undefined) await store.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The path of a server, or of what is below it. */
export function serverPath(name: string, ...rest: readonly string[]): string {
  return ['/v0.1/servers', ...[name, ...rest].map(encodeURIComponent)].join('/')
}

function ownerOf(namespace: string): readonly Permission[] {
  return [
    { action: 'publish', resource: `${namespace}/*` },
    { action: 'edit', resource: `${namespace}/*` },
  ]
}

function actAs(app: FastifyInstance, { tokens }: Services, permissions: readonly Permission[]): TestPublisher {
  const token = async () => (await tokens.issue({ method: 'none', subject: 'test', permissions })).registry_token
  const send: TestPublisher['send'] = async (method, url, body) =>
    app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${await token()}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return {
    token,
    send,
    publish: (document) => send('POST', '/v0.1/publish', document),
    edit: (name, version, document) => send('PUT', serverPath(name, 'versions', version), document),
    setStatus: (name, version, update) => send('PATCH', serverPath(name, 'versions', version, 'status'), update),
    setAllStatuses: (name, update) => send('PATCH', serverPath(name, 'status'), update),
    delete: (name, version) => send('DELETE', serverPath(name, 'versions', version)),
  }
}
