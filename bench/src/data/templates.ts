import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { CURRENT_SCHEMA_DATE, toSchemaUrl } from '@mcp-registry/contract'
import { createRandom, type Random } from './random.js'
import { drawWord } from './words.js'

/** A document whose size and shape are reused, with its content replaced. */
export interface Template {
  readonly [key: string]: unknown
  readonly packages?: unknown
  readonly remotes?: unknown
}

const MADE_UP = 500

/** The documents in a listing: `{servers: […]}`, or one entry per line, optionally gzipped. */
export async function readTemplates(path: string): Promise<Template[]> {
  const bytes = await readFile(path)
  const text = (path.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes).toString('utf8')
  const templates = toEntries(text).map(({ server }) => server)
  if (templates.length === 0) throw new Error(`${path} lists no servers.`)
  return templates
}

function toEntries(text: string): { server: Template }[] {
  const [first = ''] = text.split('\n', 1)
  // In the line format, the first line is a complete JSON text.
  if (!isJson(first)) return (JSON.parse(text) as { servers: { server: Template }[] }).servers
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const values = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  return values.flatMap((value) =>
    Array.isArray(value['servers']) ? (value['servers'] as { server: Template }[]) : [value as { server: Template }],
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Generated documents with realistic sizes: a median of half a kilobyte, two at the 95th percentile, and up to fifty. */
export function makeTemplates(): Template[] {
  const random = createRandom(2)
  return Array.from({ length: MADE_UP }, () => makeTemplate(random))
}

function makeTemplate(random: Random): Template {
  const variables = Array.from({ length: Math.min(400, Math.floor(0.8 / (random.next() + 0.002))) }, () => ({
    name: `${drawWord(random)}_key`.toUpperCase(),
    description: `What the ${drawWord(random)} of the ${drawWord(random)} is.`,
    isRequired: random.below(2) === 0,
    isSecret: random.below(2) === 0,
  }))
  const isRemote = random.below(3) === 0
  return {
    $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
    ...(random.below(3) === 0 && { title: 'made up' }),
    repository: { url: 'made up', source: 'github' },
    ...(random.below(3) === 0 && { websiteUrl: 'https://site.example/docs' }),
    ...(isRemote
      ? { remotes: [{ type: random.pick(['streamable-http', 'streamable-http', 'sse']), url: 'made up', headers: variables }] }
      : {
          packages: [
            {
              registryType: random.pick(['npm', 'npm', 'npm', 'pypi', 'pypi', 'oci', 'mcpb', 'nuget']),
              identifier: 'made up',
              version: '1.0.0',
              transport: { type: 'stdio' },
              environmentVariables: variables,
            },
          ],
        }),
  }
}
