import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { ServerJson } from '@mcp-registry/contract'

/** The documents of a gzipped file: one `{server}` per line, as in an export, or a listing `{servers: [{server}]}`. */
export async function* readDocuments(file: string): AsyncGenerator<ServerJson> {
  const lines: string[] = []
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) lines.push(line)
  if (lines[0]?.trimEnd() === '{"servers":[') {
    for (const { server } of JSON.parse(lines.join('\n')).servers) yield server
  } else {
    for (const line of lines) yield JSON.parse(line).server
  }
}
