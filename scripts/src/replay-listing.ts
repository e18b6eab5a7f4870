/**
 * Checks that the validation reproduces the verdicts of a registry on its listing:
 *
 *   node scripts/dist/replay-listing.js <listing.json|listing.json.gz>
 *
 * Imports the entries; reads each, replaces it unchanged, and replaces it with an added title; then publishes them to an empty registry
 * without ownership checks. Every document in the listing was accepted once; rejections are printed by rule. The exit code is 1 if an edit
 * fails, or if a document is rejected by a rule that is not a deliberate difference.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { validateServerJson } from '@mcp-registry/contract'
import { buildApp, importEntries, openServices, readConfig } from '@mcp-registry/server'

interface Listing {
  readonly servers: readonly { readonly server: Readonly<Record<string, unknown>> }[]
}

/** Why this registry rejects a document that another one has accepted: by rule, or by error code if no document rule is violated. */
const DELIBERATE: Readonly<Record<string, string>> = {
  'reserved-version-string': 'A package version "latest" names another package with each release.',
  'description-placeholder': 'The description is that of a template.',
  'invalid-argument-type': 'An argument without a type is none that a client can pass.',
  'invalid-package-identifier': 'An image without tag or digest names another image with each release.',
  'invalid-version': 'A version such as {{VERSION}} was not filled in by a release script.',
  '#/properties/packages/items/properties/environmentVariables/items/properties/format/anyOf':
    'The format of an input is none that the schema has.',
  'name-spelling-conflict': 'The name exists in another spelling.',
}

const [path] = process.argv.slice(2)
if (path === undefined) {
  console.error('Usage: node scripts/dist/replay-listing.js <listing>')
  process.exit(2)
}
const bytes = await readFile(path)
const listing = JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()) as Listing
const documents = listing.servers.map(({ server }) => server)
console.log(`${documents.length} entries`)
const edits = await withRegistry(replayEdits)
const publications = await withRegistry(replayPublications)
process.exitCode = edits && publications ? 0 : 1

type Send = (
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly code: string; readonly body: Readonly<Record<string, unknown>> }>

async function replayEdits(send: Send, importListing: () => Promise<number>): Promise<boolean> {
  const imported = await importListing()
  const counts = { read: 0, same: 0, titled: 0 }
  for (const { name, version } of documents) {
    const url = `/v0.1/servers/${encodeURIComponent(String(name))}/versions/${encodeURIComponent(String(version))}`
    const { status, body } = await send('GET', url)
    if (status !== 200) continue
    counts.read += 1
    const stored = body['server'] as Readonly<Record<string, unknown>>
    const same = await send('PUT', url, stored)
    const isUnchanged = JSON.stringify(same.body['server']) === JSON.stringify(stored)
    if (same.status === 200 && isUnchanged) counts.same += 1
    else console.log(`PUT ${url}: ${same.status} ${same.code} ${String(same.body['detail'])}`)
    const titled = await send('PUT', url, { ...stored, title: 'A title' })
    if (titled.status === 200) counts.titled += 1
    else console.log(`PUT ${url} with a title: ${titled.status} ${titled.code} ${String(titled.body['detail'])}`)
  }
  console.log(
    `${imported} imported, ${counts.read} read, ${counts.same} put back unchanged, ${counts.titled} put back with a title`,
  )
  return [imported, ...Object.values(counts)].every((count) => count === documents.length)
}

async function replayPublications(send: Send): Promise<boolean> {
  const refusals = new Map<string, string[]>()
  let accepted = 0
  for (const document of documents) {
    const { status, code } = await send('POST', '/v0.1/publish', document)
    if (status === 200) {
      accepted += 1
      continue
    }
    const errors = validateServerJson(JSON.stringify(document)).issues.filter(({ severity }) => severity === 'error')
    const rule = errors[0]?.reference ?? code
    refusals.set(rule, [...(refusals.get(rule) ?? []), `${String(document['name'])} ${String(document['version'])}`])
  }
  console.log(`${accepted} published, ${documents.length - accepted} refused\n`)
  console.log('| rule | refused | why | first |\n| --- | ---: | --- | --- |')
  for (const [rule, found] of refusals)
    console.log(`| ${rule} | ${found.length} | ${DELIBERATE[rule] ?? 'NOT DELIBERATE'} | ${found[0]} |`)
  return [...refusals.keys()].every((rule) => rule in DELIBERATE)
}

async function withRegistry<T>(use: (send: Send, importListing: () => Promise<number>) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'replay-listing-'))
  const config = readConfig({
    MCP_REGISTRY_DATA_DIR: dataDir,
    MCP_REGISTRY_LOG_LEVEL: 'silent',
    MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION: 'false',
    MCP_REGISTRY_RATE_LIMIT_READS: '0',
    MCP_REGISTRY_RATE_LIMIT_PUBLISH: '0',
  })
  if (!config.ok) throw new Error(config.errors.join('\n'))
  const services = await openServices(config.value)
  await services.store.migrate()
  const app = await buildApp(services)
  const permissions = (['publish', 'edit'] as const).map((action) => ({ action, resource: '*' }))
  const send: Send = async (method, url, body) => {
    // A token is valid for minutes; replaying a large listing takes longer.
    const { registry_token: token } = await services.tokens.issue({ method: 'none', subject: 'replay', permissions })
    const response = await app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    })
    const answer = response.json<Readonly<Record<string, unknown>>>()
    const { code } = answer
    return { status: response.statusCode, code: typeof code === 'string' ? code : '', body: answer }
  }
  try {
    return await use(send, async () => (await importEntries(services, path ?? '')).added)
  } finally {
    await app.close()
    await services.close()
    await rm(dataDir, { recursive: true })
  }
}
