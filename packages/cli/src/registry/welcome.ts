import type { Config } from '@mcp-registry/server'
import type { Paint } from '@mcp-registry/publisher/command-line'

interface Welcome {
  readonly url: string
  readonly config: Config
  /** The name of a server in the registry; undefined if the registry is empty. */
  readonly example: string | undefined
  readonly paint: Paint
}

/** The text that is printed when the server has started: its URL, and example commands. */
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
    'Press Ctrl-C to stop it.',
  ].join('\n')
}
