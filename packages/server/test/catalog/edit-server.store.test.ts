import { RegistryError, type ServerResponse, toSchemaUrl, UncheckedJson } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { editServer } from '../../src/catalog/change/edit-server.js'
import { publishServer } from '../../src/catalog/publish/publish-server.js'
import { upsertImportedEntries } from '../harness/upsert-imported-entries.js'
import type { Ownership } from '../../src/ownership/ownership.js'
import { toOfficial, toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'
import type { Store } from '../../src/store/open-store.js'

type Document = Readonly<Record<string, unknown>>

const NAME = 'com.example/tool'
const DOCUMENT: Document = { $schema: toSchemaUrl('2025-12-11'), name: NAME, description: 'A tool', version: '1.0.0' }
const NPM = { registryType: 'npm', identifier: 'tool', version: '1.0.0', transport: { type: 'stdio' } }

/** A catalog that has mirrored a document, whatever it says. */
async function importDocument(store: Store, text: string, ownership?: Ownership) {
  const catalog = toTestCatalog(store, ownership && { ownership })
  const { version } = JSON.parse(text) as { version: string }
  await upsertImportedEntries(catalog.services, [{ name: NAME, version, document: text, meta: {} }])
  const put = async (body: string, status?: 'deprecated') =>
    JSON.parse(
      await editServer(catalog.services, catalog.publisher, NAME, version, new UncheckedJson(body), { status }),
    ) as ServerResponse
  const refusalOf = async (body: Document) => {
    const refusal: unknown = await put(JSON.stringify(body)).catch((error: unknown) => error)
    if (!(refusal instanceof RegistryError)) throw new Error('it was not refused', { cause: refusal })
    return refusal.errors.map(({ location }) => location)
  }
  const readText = async () => (await store.db.selectFrom('versions').select('document').executeTakeFirstOrThrow()).document
  return { catalog, put, refusalOf, readText, get: () => catalog.get(NAME, version) }
}

/** Documents as registries of all ages have them. */
const STORED: Readonly<Record<string, Document>> = {
  'one that today’s rules accept': { ...DOCUMENT, packages: [NPM] },
  'an empty repository and nulls': { ...DOCUMENT, repository: {}, title: null, websiteUrl: null },
  'an empty schema': { ...DOCUMENT, $schema: '' },
  'an unknown schema': { ...DOCUMENT, $schema: toSchemaUrl('2025-12-11').replace('2025', '2035') },
  'no schema and old names': { name: NAME, version: '1.0.0', description: 'A', packages: [{ registry_type: 'npm' }] },
  'an old schema and old names': {
    ...DOCUMENT,
    $schema: toSchemaUrl('2025-07-09'),
    status: 'active',
    packages: [
      { registry_type: 'oci', identifier: 'a/tool', version: '1.0.0', registry_base_url: 'https://docker.io', transport: {} },
    ],
  },
  'a long description': { ...DOCUMENT, description: 'x'.repeat(5_000) },
  'no description at all': { name: NAME, version: '1.0.0' },
  'a version that is a placeholder': { ...DOCUMENT, version: '{{VERSION}}' },
  'an odd version': { ...DOCUMENT, version: '1.0.1º' },
  'a remote at plain http': { ...DOCUMENT, remotes: [{ type: 'sse', url: 'http://localhost:1/' }] },
  'more lists and inputs than allowed': {
    ...DOCUMENT,
    packages: Array.from({ length: 60 }, () => ({ ...NPM, environmentVariables: Array.from({ length: 30 }, () => ({})) })),
  },
  'values of other types': { ...DOCUMENT, packages: 'none', remotes: { a: 1 }, icons: [null, 1], title: 5, _meta: [] },
  'metadata of a registry': { ...DOCUMENT, _meta: { 'com.example/notes': { stars: 4 } } },
  'more errors than are listed': {
    ...DOCUMENT,
    remotes: Array.from({ length: 90 }, () => ({ type: 'sse', url: 'http://localhost:1/', headers: [{}, {}] })),
  },
}

for (const [what, document] of Object.entries(STORED)) {
  verifies('edge-61', `putting back what was got changes nothing: ${what}`, async () => {
    await using store = await openTestStore()
    const { put, get, readText } = await importDocument(store, JSON.stringify(document))
    const before = await get()
    const edited = await put(JSON.stringify(before.server, null, 2))
    expect({ server: edited.server, _meta: edited._meta }).toEqual(before)
    expect(await readText()).toBe(JSON.stringify(document))
    const deprecated = await put(JSON.stringify(before.server), 'deprecated')
    expect(toOfficial(deprecated).status).toBe('deprecated')
    expect(await readText()).toBe(JSON.stringify(document))
  })
}

verifies('edge-61', 'an edit is not refused for what was wrong before, and is told of it', async () => {
  await using store = await openTestStore()
  const stored = {
    ...DOCUMENT,
    description: 'x'.repeat(300),
    websiteUrl: 'http://tool.example.com',
    packages: [
      { ...NPM, version: 'latest' },
      { ...NPM, packageArguments: [{ type: '' }, { type: 'positional' }] },
    ],
  }
  const { put } = await importDocument(store, JSON.stringify(stored))
  const shorter = { ...stored, description: 'x'.repeat(200) }
  const edited = await put(JSON.stringify(shorter))
  expect(edited.server).toEqual(shorter)
  expect(edited.warnings?.join('\n')).toMatch(/200 characters[^]*https:[^]*"latest"[^]*"positional"/)
  // Moved to another place, it is the same fault.
  const moved = { ...shorter, title: 'Tool', packages: [NPM, ...stored.packages.toReversed()] }
  expect((await put(JSON.stringify(moved))).server).toEqual(moved)
  const mended = { ...DOCUMENT, packages: [NPM] }
  expect((await put(JSON.stringify(mended))).warnings).toBeUndefined()
})

verifies('edge-61', 'an edit is refused for what it brings, and for that alone', async () => {
  await using store = await openTestStore()
  const stored = {
    ...DOCUMENT,
    description: 'x'.repeat(300),
    websiteUrl: 'http://tool.example.com',
    packages: [{ ...NPM, version: 'latest' }],
  }
  const { refusalOf, readText } = await importDocument(store, JSON.stringify(stored))
  expect(await refusalOf({ ...stored, websiteUrl: 'javascript:alert(1)' })).toEqual(['body.websiteUrl'])
  expect(await refusalOf({ ...stored, title: '' })).toEqual(['body.title'])
  expect(await refusalOf({ ...stored, remotes: [{ type: 'sse', url: 'http://tool.example.com' }] })).toEqual([
    'body.remotes[0].url',
  ])
  expect(await refusalOf({ ...stored, packages: [...stored.packages, { ...NPM, version: '^1.0.0' }] })).toContain(
    'body.packages[1].version',
  )
  expect(await readText()).toBe(JSON.stringify(stored))
})

verifies('edge-61', 'a document that is larger than allowed may be edited, but not grow', async () => {
  await using store = await openTestStore()
  const stored = { ...DOCUMENT, note: 'x'.repeat(200_000) }
  const { put, refusalOf } = await importDocument(store, JSON.stringify(DOCUMENT))
  // As a registry has it that kept larger documents.
  await store.db
    .updateTable('versions')
    .set({ document: JSON.stringify(stored) })
    .execute()
  expect(await refusalOf({ ...stored, note: `${stored.note}x` })).toEqual(['body'])
  const edited = { ...stored, description: 'A tol', title: 'T', note: stored.note.slice(20) }
  expect((await put(JSON.stringify(edited))).server).toEqual(edited)
})

verifies('edge-61', 'an edit is compared with the document that it replaces, also when that changes meanwhile', async () => {
  await using store = await openTestStore()
  const mended = { ...DOCUMENT, title: 'Tool' }
  let meanwhile: (() => Promise<unknown>) | undefined
  const ownership: Ownership = {
    async prove() {
      const edit = meanwhile
      meanwhile = undefined
      await edit?.()
    },
  }
  const stored = { ...DOCUMENT, description: 'x'.repeat(300) }
  const { put, refusalOf, readText } = await importDocument(store, JSON.stringify(stored), ownership)
  meanwhile = () => put(JSON.stringify(mended))
  expect(await refusalOf({ ...stored, packages: [NPM] })).toEqual(['body.description'])
  expect(await readText()).toBe(JSON.stringify(mended))
  meanwhile = () => put(JSON.stringify(DOCUMENT))
  expect((await put(JSON.stringify({ ...mended, packages: [NPM] }))).server).toEqual({ ...mended, packages: [NPM] })
})

test('packages that stay are not proven again, whatever their shape; new ones are', async () => {
  await using store = await openTestStore()
  const asked: unknown[] = []
  const ownership: Ownership = {
    async prove({ packages = [] }, isProven = () => false) {
      asked.push(...packages.filter((entry) => !isProven(entry)))
    },
  }
  const old = {
    registry_type: 'oci',
    identifier: 'a/tool',
    version: '1.0.0',
    registry_base_url: 'https://docker.io',
    transport: { type: 'stdio' },
  }
  const stored = { ...DOCUMENT, $schema: toSchemaUrl('2025-07-09'), packages: [old, { registry_type: 'npm' }] }
  const { put } = await importDocument(store, JSON.stringify(stored), ownership)
  await put(JSON.stringify({ ...stored, description: 'Another tool' }))
  expect(asked).toEqual([])
  await put(JSON.stringify({ ...DOCUMENT, packages: [NPM] }))
  expect(asked).toEqual([NPM])
})

test('publishing what was imported is the same publication, in its old shape as in the current one', async () => {
  await using store = await openTestStore()
  const stored = { ...DOCUMENT, repository: {}, title: null }
  const { catalog, readText } = await importDocument(store, JSON.stringify(stored))
  const publish = (document: Document) =>
    publishServer(catalog.services, catalog.publisher, new UncheckedJson(JSON.stringify(document)))
  await publish(stored)
  expect(await readText()).toBe(JSON.stringify(stored))
  await expect(publish({ ...stored, title: 'Tool' })).rejects.toMatchObject({ code: 'version-exists' })
})
