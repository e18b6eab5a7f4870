// An aggregator: walks the list from the first page to the last a given number of times, and reports the entries of each walk.
import { request } from 'node:http'
import { Agent } from 'node:http'

/** The order for the aggregators. */
export interface WalkOrder {
  readonly url: string
  readonly walkers: number
  readonly walks: number
  /** The delay between the starts of two walkers. */
  readonly staggerMs: number
}

/** The result of a walk: keys in page order. */
export interface Walk {
  readonly keys: readonly string[]
  readonly seconds: number
}

interface Page {
  readonly servers: readonly { readonly server: { readonly name: string; readonly version: string } }[]
  readonly metadata: { readonly nextCursor?: string }
}

const agent = new Agent({ keepAlive: true })

process.on('message', (order: WalkOrder) => void walkAll(order))
process.once('disconnect', () => process.exit())

async function walkAll({ url, walkers, walks, staggerMs }: WalkOrder): Promise<void> {
  const run = async (nth: number) => {
    await new Promise((resolve) => setTimeout(resolve, nth * staggerMs))
    for (let walk = 0; walk < walks; walk++) process.send?.(await walkOnce(url))
  }
  await Promise.all(Array.from({ length: walkers }, (_, nth) => run(nth)))
  process.send?.('done')
}

async function walkOnce(url: string): Promise<Walk> {
  const startedAt = performance.now()
  const keys: string[] = []
  let path: string | undefined = '/v0.1/servers?limit=100'
  while (path !== undefined) {
    const { servers, metadata } = JSON.parse(await get(url + path)) as Page
    for (const { server } of servers) keys.push(`${server.name} ${server.version}`)
    path = metadata.nextCursor === undefined ? undefined : `/v0.1/servers?limit=100&cursor=${metadata.nextCursor}`
  }
  return { keys, seconds: (performance.now() - startedAt) / 1000 }
}

function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString())
        else reject(new Error(`${url}: ${response.statusCode}`))
      })
    })
      .on('error', reject)
      .end()
  })
}
