import { CURRENT_SCHEMA_DATE, toSchemaUrl } from '@mcp-registry/contract'
import { issueToken } from '@mcp-registry/testkit/start-registry'
import { type Part, start } from '../bench.js'

const CHANGES = 40

/** The delay until a version published through one process replaces the cached response of another process. */
export const notice: Part = {
  name: 'notice',
  async *measure(bench) {
    // The embedded database supports only one process.
    if (bench.engine === 'PGlite') return
    await using first = await start(bench)
    await using second = await start(bench)
    const headers = { authorization: `Bearer ${await issueToken()}`, 'content-type': 'application/json' }
    const name = `com.example-${Date.now()}/noticed`
    const milliseconds: number[] = []
    for (let patch = 0; patch < CHANGES; patch++) {
      const version = `1.0.${patch}`
      const body = JSON.stringify({
        $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
        name,
        description: 'Changes all the time.',
        version,
      })
      const published = await fetch(`${first.url}/v0.1/publish`, { method: 'POST', headers, body })
      if (!published.ok) throw new Error(`The publication was refused: ${await published.text()}`)
      const startedAt = performance.now()
      while ((await readLatest(second.url, name)) !== version);
      milliseconds.push(performance.now() - startedAt)
    }
    yield bench.row('a change seen by another process', 'ms', milliseconds.slice(1), { goal: 'notice' })
  },
}

async function readLatest(url: string, name: string): Promise<string | undefined> {
  const response = await fetch(`${url}/v0.1/servers/${encodeURIComponent(name)}/versions/latest`)
  const { server } = (await response.json()) as { server?: { version: string } }
  return server?.version
}
