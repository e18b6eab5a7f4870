import { openLineSplitter } from './split-lines.js'

/** An event of a stream of server-sent events. */
export interface ServerEvent {
  readonly type: string
  readonly data: string
}

/** The events of a response body. `spend` counts its bytes. Source: HTML standard, "Server-sent events". */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
  spend: (bytes: number) => void,
): AsyncGenerator<ServerEvent, void, undefined> {
  const splitter = openLineSplitter()
  let type = ''
  let data: string[] = []
  for await (const chunk of body) {
    spend(chunk.byteLength)
    for (const line of splitter.push(chunk)) {
      if (line === '') {
        if (data.length > 0) yield { type: type === '' ? 'message' : type, data: data.join('\n') }
        type = ''
        data = []
        continue
      }
      const colon = line.indexOf(':')
      const name = colon === -1 ? line : line.slice(0, colon)
      const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (name === 'event') type = value
      if (name === 'data') data.push(value)
    }
  }
}
