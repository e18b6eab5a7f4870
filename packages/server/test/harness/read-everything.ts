import type { FastifyInstance, LightMyRequestResponse } from 'fastify'

const EXTENSION = '/v0.1/x/io.modelcontextprotocol.registry'

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string; security?: unknown }>>>>
}

interface Entry {
  readonly server: { readonly name: string; readonly version: string }
}

/** What does not depend on what is in the registry. */
const CONSTANT = new Set(['getHealth', 'ping', 'getVersion'])

/** What to ask of each public read operation; entries of the list are filled in where a URL needs names. */
const REQUESTS: Readonly<Record<string, (entries: readonly Entry[]) => readonly string[]>> = {
  listServers: () => [
    '/v0.1/servers?limit=100&include_deleted=true',
    ...['', '&search=weather', '&search=a', '&version=latest', '&updated_since=2025-08-01T00:00:00Z'].map(
      (filter) => `/v0.1/servers?limit=3${filter}`,
    ),
    '/v0.1/servers?version=latest&include_deleted=true',
  ],
  getServer: (entries) => entries.map(({ server: { name } }) => `/v0.1/servers/${encodeURIComponent(name)}`),
  listServerVersions: (entries) =>
    entries.flatMap(({ server: { name } }) => [
      `/v0.1/servers/${encodeURIComponent(name)}/versions`,
      `/v0.1/servers/${encodeURIComponent(name)}/versions?include_deleted=true`,
    ]),
  getServerVersion: (entries) =>
    entries.flatMap(({ server: { name, version } }) =>
      [version, 'latest'].flatMap((wanted) => {
        const path = `/v0.1/servers/${encodeURIComponent(name)}/versions/${encodeURIComponent(wanted)}`
        return [path, `${path}?include_deleted=true`]
      }),
    ),
  listChanges: () => [`${EXTENSION}/changes`, `${EXTENSION}/changes?since=3&limit=2`],
  exportServers: () => [`${EXTENSION}/export`],
  searchServers: () =>
    ['', 'weather', 'wether', 'openapi', 'api', 'forecast', 'mete', '天気', 'com.example'].flatMap((q) =>
      ['', '&package_type=npm', '&transport=sse', '&status=deleted'].map(
        (filter) => `${EXTENSION}/search?q=${encodeURIComponent(q)}${filter}`,
      ),
    ),
  listClients: () => [`${EXTENSION}/clients`],
  getClient: () => ['example%2Feditor', 'cursor%2Fcursor'].map((id) => `${EXTENSION}/clients/com.${id}`),
  getStats: () => [`${EXTENSION}/stats`],
}

/** The answers of every public read operation, by URL; lists are followed to their last page. */
export async function readEverything(app: FastifyInstance): Promise<ReadonlyMap<string, unknown>> {
  const { paths } = (await app.inject('/openapi.json')).json<OpenApi>()
  const reads = Object.values(paths).flatMap(({ get }) =>
    get !== undefined && get.security === undefined && !CONSTANT.has(get.operationId) ? [get.operationId] : [],
  )
  const unknown = reads.filter((operationId) => !Object.hasOwn(REQUESTS, operationId))
  if (unknown.length > 0) throw new Error(`say how to ask for ${unknown.join(', ')}`)
  const list = await app.inject('/v0.1/servers?limit=100&include_deleted=true')
  const entries = list.json<{ servers: Entry[] }>().servers
  const answers = new Map<string, unknown>()
  for (const operationId of reads) {
    for (const url of REQUESTS[operationId]?.(entries) ?? []) await readToTheEnd(app, url, answers)
  }
  return answers
}

async function readToTheEnd(app: FastifyInstance, first: string, answers: Map<string, unknown>): Promise<void> {
  let url: string | undefined = first
  while (url !== undefined) {
    const { statusCode, body }: LightMyRequestResponse = await app.inject(url)
    // Each database has an epoch of its own.
    answers.set(url, { statusCode, body: body.replaceAll(/"epoch":"[0-9a-f]{32}"/g, '"epoch":""') })
    const cursor: string | undefined = /"nextCursor":"([^"]+)"/.exec(body)?.[1]
    url = cursor && `${first.split('&', 1)[0]}&cursor=${cursor}`
  }
}
