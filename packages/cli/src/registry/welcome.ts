import type { Config } from '@mcp-registry/server'
import type { Paint } from '../output.js'

interface Welcome {
  readonly url: string
  readonly config: Config
  /** A server that the registry has, if it has any. */
  readonly example: string | undefined
  readonly paint: Paint
}

/** What a person sees when the server has started: where it is, and what to try. */
export function toWelcome({ url, config, example, paint }: Welcome): string {
  const { database } = config
  const place = database.kind === 'embedded' ? database.dataDir : 'PostgreSQL'
  const curl = (path: string) => `  curl '${url}/v0.1/servers${path}'`
  const word = example?.slice(example.indexOf('/') + 1).split(/[^a-z]/i)[0] ?? ''
  return [
    `The registry is at ${paint('bold', url)}, its data in ${place}.`,
    '',
    'Try:',
    curl('?limit=5'),
    ...(example === undefined
      ? []
      : [curl(`?version=latest&search=${encodeURIComponent(word)}`), curl(`/${encodeURIComponent(example)}/versions/latest`)]),
    `  ${url}/docs in a browser`,
    '',
    'Ctrl-C stops it.',
  ].join('\n')
}
