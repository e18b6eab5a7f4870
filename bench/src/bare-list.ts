// Serves all pages of a registry's list from the memory of a bare node:http server, to measure how long a probe waits on this machine while
// others walk the list, independent of the server's own work. node bench/dist/bare-list.js <registry url>
import { createServer } from 'node:http'

const FIRST = '/v0.1/servers?limit=100'
const url = process.argv[2] ?? ''
const pages = new Map<string, Buffer>()
let path: string | undefined = FIRST
while (path !== undefined) {
  const body = Buffer.from(await (await fetch(url + path)).arrayBuffer())
  pages.set(path, body)
  const { metadata } = JSON.parse(body.toString()) as { metadata: { nextCursor?: string } }
  path = metadata.nextCursor === undefined ? undefined : `${FIRST}&cursor=${metadata.nextCursor}`
}
const detail = Buffer.alloc(1_000, 32)

createServer((request, response) => {
  const body = pages.get(request.url ?? '') ?? detail
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}).listen(0, '127.0.0.1', function (this: { address(): unknown }) {
  process.send?.((this.address() as { port: number }).port)
})
