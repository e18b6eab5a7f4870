import { Readable } from 'node:stream'
import { measureRss } from '@mcp-registry/testkit/process-usage'
import { type Part, start } from '../bench.js'

const PATH = '/v0.1/x/io.modelcontextprotocol.registry/export'
const SAMPLE_MS = 100

/** The export of the whole registry: generated for the first request, then sent again. */
export const exporting: Part = {
  name: 'export',
  async *measure(bench) {
    await using registry = await start(bench)
    const before = measureRss(registry.pid)
    let most = before
    const timer = setInterval(() => (most = Math.max(most, measureRss(registry.pid))), SAMPLE_MS)
    try {
      const made = await download(registry.url)
      const again = await download(registry.url)
      yield bench.row('export, made and sent', 'entries/s', [bench.versions / made.seconds], {
        goal: 'export',
        besides: `${made.seconds.toFixed(1)} s, ${Math.round(made.bytes / 1024 / 1024)} MiB of gzip; sent again in ${again.seconds.toFixed(2)} s`,
        costMs: (made.seconds * 1000) / bench.versions,
      })
      yield bench.row('export: memory of the server meanwhile (RSS)', 'MiB', [Math.round(most / 1024 / 1024)], {
        besides: `${Math.round(before / 1024 / 1024)} MiB before`,
      })
    } finally {
      clearInterval(timer)
    }
  },
}

async function download(url: string): Promise<{ seconds: number; bytes: number }> {
  const startedAt = performance.now()
  // Reads the raw bytes, since decompression is the client's work.
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    request(url + PATH, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      let bytes = 0
      Readable.from(response)
        .on('data', (chunk: Buffer) => (bytes += chunk.length))
        .on('end', () => resolve({ seconds: (performance.now() - startedAt) / 1000, bytes }))
        .on('error', reject)
    })
      .on('error', reject)
      .end()
  })
}
