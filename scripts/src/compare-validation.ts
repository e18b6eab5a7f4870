/**
 * Compares the schema tier with Ajv on the published schemas, document by document, and measures the whole validation.
 *
 *   node scripts/dist/compare-validation.js <folder of <date>.json schemas> <file.jsonl.gz>...
 *
 * Each line of a file is a document, or an object with the document as `server`. The exit code is 1 if a verdict differs.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { listSchemaIssues, SCHEMA_DATES, type SchemaDate, toSchemaUrl, validateServerJson } from '@mcp-registry/contract'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

const [schemaFolder, ...files] = process.argv.slice(2)
if (schemaFolder === undefined || files.length === 0) {
  console.error('usage: compare-validation <folder of schemas> <file.jsonl.gz>...')
  process.exit(2)
}
const judges = await compileSchemas(schemaFolder)
let differences = 0
for (const file of files) differences += await compareFile(file)
process.exitCode = differences > 0 ? 1 : 0

async function compileSchemas(folder: string): Promise<ReadonlyMap<SchemaDate, ValidateFunction>> {
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  const compiled = SCHEMA_DATES.map(async (date) => {
    const schema = JSON.parse(await readFile(join(folder, `${date}.json`), 'utf8')) as PublishedSchema
    return [date, ajv.compile(withoutOmittedRules(schema))] as const
  })
  return new Map(await Promise.all(compiled))
}

interface PublishedSchema {
  readonly definitions: {
    readonly Package: { required: readonly string[] }
    readonly SseTransport: { readonly properties: { readonly url: { format?: string } } }
  }
}

/**
 * The published schema without the constraints that the semantic tier checks here, which takes package types and templates into account.
 */
function withoutOmittedRules(schema: PublishedSchema): object {
  const { Package, SseTransport } = schema.definitions
  Package.required = Package.required.filter((field) => field !== 'version')
  delete SseTransport.properties.url.format
  return schema
}

async function compareFile(file: string): Promise<number> {
  const documents = await readDocuments(file)
  let [dated, valid, different] = [0, 0, 0]
  for (const [index, document] of documents.entries()) {
    const date = findDate(document)
    const judge = date && judges.get(date)
    if (!judge) continue
    dated++
    const issues = listSchemaIssues(date, document)
    const accepted = judge(document)
    if (accepted) valid++
    if (accepted === (issues.length === 0)) continue
    different++
    console.log(`${file}:${index + 1} ${date}: Ajv ${accepted ? 'accepts' : 'refuses'}`, judge.errors ?? issues)
  }
  const texts = documents.map((document) => JSON.stringify(document, null, 2))
  const started = performance.now()
  const accepted = texts.filter((text) => validateServerJson(text).valid).length
  const perSecond = Math.round(texts.length / ((performance.now() - started) / 1000))
  console.log(`${file}: ${documents.length} documents, ${dated} with a published date, ${valid} of them satisfy their schema`)
  console.log(`  ${different} verdicts differ from Ajv; ${accepted} documents pass all tiers; ${perSecond} documents a second`)
  return different
}

async function readDocuments(file: string): Promise<readonly unknown[]> {
  const lines = gunzipSync(await readFile(file))
    .toString('utf8')
    .split('\n')
  return lines.filter((line) => line !== '').map(toDocument)
}

function toDocument(line: string): unknown {
  const entry: unknown = JSON.parse(line)
  return typeof entry === 'object' && entry !== null && 'server' in entry ? entry.server : entry
}

function findDate(document: unknown): SchemaDate | undefined {
  if (typeof document !== 'object' || document === null || !('$schema' in document)) return undefined
  return SCHEMA_DATES.find((date) => document.$schema === toSchemaUrl(date))
}
