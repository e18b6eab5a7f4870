import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CURRENT_SCHEMA_DATE, OFFICIAL_META_KEY, toSchemaUrl } from '@mcp-registry/contract'

const WORDS = ['weather', 'calendar', 'ledger', 'search', 'notes', 'maps', 'mail', 'logs', 'photos', 'tasks', 'music', 'docs']
const VERSIONS_PER_SERVER = 3

/** Writes a listing of made-up servers, about as large each as real ones are, and returns its path. */
export async function writeDataSet(servers: number): Promise<string> {
  const entries = Array.from({ length: servers }, (_, index) => toEntries(index)).flat()
  const path = join(await mkdtemp(join(tmpdir(), 'bench-data-')), 'servers.ndjson')
  await writeFile(path, entries.map((entry) => JSON.stringify(entry)).join('\n'))
  return path
}

function toEntries(index: number): unknown[] {
  const word = WORDS[index % WORDS.length] ?? ''
  const owner = `example-${index % 97}`
  return Array.from({ length: VERSIONS_PER_SERVER }, (_, patch) => ({
    server: {
      $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
      name: `io.github.${owner}/${word}-${index}`,
      description: `Works with ${word} for ${owner}; one of many servers that exist for measuring only.`,
      version: `1.0.${patch}`,
      repository: { url: `https://github.com/${owner}/${word}-${index}`, source: 'github' },
      packages: [
        {
          registryType: 'npm',
          identifier: `@${owner}/${word}-${index}`,
          version: `1.0.${patch}`,
          transport: { type: 'stdio' },
          environmentVariables: [{ name: 'API_KEY', description: 'A key of the service', isRequired: true, isSecret: true }],
        },
      ],
    },
    _meta: {
      [OFFICIAL_META_KEY]: {
        status: 'active',
        publishedAt: `2026-01-0${patch + 1}T00:00:00.000000Z`,
        updatedAt: '2026-01-03T00:00:00.000000Z',
        isLatest: patch === VERSIONS_PER_SERVER - 1,
      },
    },
  }))
}
