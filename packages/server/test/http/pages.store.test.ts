import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../harness/find-chromium.js'
import { openBrowser, type TestBrowser } from '../harness/open-browser.js'
import { readCurlCommands } from '../harness/read-curl.js'
import { startTestRegistry } from '../harness/start-test-registry.js'

interface OpenApi {
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
}

interface DocumentedOperation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly example?: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly security?: readonly object[]
}

const chromium = findChromium()
// One for all tests: its start takes longer than they do.
let browser: TestBrowser | undefined

beforeAll(async () => {
  if (chromium !== undefined) browser = await openBrowser(chromium)
})
afterAll(() => browser?.[Symbol.asyncDispose]())
const PHONE_WIDTH = 390

test.for([
  ['/', PHONE_WIDTH],
  ['/', 1280],
  ['/docs', PHONE_WIDTH],
  ['/docs', 1280],
] as const)('%s fits a screen of %i pixels, without a fault or a request to others', async ([path, width], { skip }) => {
  if (browser === undefined) return skip(NO_CHROMIUM)
  await using registry = await startTestRegistry()
  const url = await registry.listen()
  const { page, faults, requests } = await browser.openPage(width)
  await page.goto(`${url}${path}`, { waitUntil: 'networkidle' })
  await page.evaluate(`document.querySelectorAll('details').forEach((each) => { each.open = true })`)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
  expect(faults).toEqual([])
  expect(requests.filter((each) => new URL(each).origin !== url)).toEqual([])
})

test('/docs shows every operation with its method, its path and a call that is its own', async ({ skip }) => {
  if (browser === undefined) return skip(NO_CHROMIUM)
  await using registry = await startTestRegistry({ anonymous: true })
  const api = (await registry.get('/openapi.json')).json<OpenApi>()
  const url = await registry.listen()
  const { page } = await browser.openPage(PHONE_WIDTH)
  await page.goto(`${url}/docs`, { waitUntil: 'networkidle' })
  const shown = await page.locator('section.operation').evaluateAll((sections) =>
    sections.map((section) => ({
      operationId: section.id,
      method: section.querySelector('.method')?.textContent,
      path: section.querySelector('.path code')?.textContent,
      curl: section.querySelector('pre.curl')?.textContent ?? '',
    })),
  )
  const documented = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
  )
  const toKeys = (
    operations: readonly { operationId: string; method?: string | null | undefined; path?: string | null | undefined }[],
  ) => operations.map(({ operationId, method, path }) => `${operationId}: ${method} ${path}`).toSorted()
  expect(toKeys(shown)).toEqual(toKeys(documented))

  const calls = readCurlCommands(shown.map(({ curl }) => curl))
  for (const [nth, call] of calls.entries()) {
    const operation = documented.find(({ operationId }) => operationId === shown[nth]?.operationId)
    if (operation === undefined) throw new Error(`${shown[nth]?.operationId} is not documented`)
    const { operationId, method, path, parameters = [], requestBody, security } = operation
    const filled = path.replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => parameters.find((each) => each.name === name)?.example ?? '',
    )
    expect(call, operationId).toMatchObject({ method, headers: security ? ['Authorization: Bearer secret'] : [] })
    expect(call.url, operationId).toBe(`${api.servers[0]?.url}${filled}`)
    const schema = requestBody?.content['application/json']?.schema
    if (schema === undefined) expect(call.body, operationId).toBeUndefined()
    else if (call.body?.startsWith('@') === true) {
      const name = { '@server.json': 'ServerDetail', '@client.json': 'ClientDetail' }[call.body]
      expect(schema, operationId).toEqual({ $ref: `#/components/schemas/${name}` })
    } else expect(explainMisfit(api, schema, JSON.parse(call.body ?? '')), operationId).toBeUndefined()
  }
})

function explainMisfit(api: object, schema: object, value: unknown): string | undefined {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  ajv.addSchema(api, 'openapi.json')
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi.json#/'))
  return ajv.validate(absolute, value) ? undefined : ajv.errorsText()
}
