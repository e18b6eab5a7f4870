// The least that reads a registry's database for every request: node:http and pg, one query each, texts joined. What cannot be
// undercut by reads without a cache: node bench/dist/bare-reader.js <database url>
import { createServer } from 'node:http'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 })
const PAGE = `select name, version, document, meta from versions
  where (name, version) > ($1, $2) and status <> 'deleted' order by name, version limit 101`
const DETAIL = 'select document, meta from versions where name = $1 and version = $2'
const LATEST = 'select document, meta from versions where name = $1 and is_latest'

interface Entry {
  readonly document: string
  readonly meta: string
}

async function answer(path: string): Promise<string> {
  const { pathname, searchParams } = new URL(path, 'http://localhost')
  const [name = '', version = ''] = (searchParams.get('cursor') ?? '').split(':')
  if (name !== '') {
    const { rows } = await pool.query<Entry>(PAGE, [name, version])
    return `{"servers":[${rows.slice(0, 100).map(toText).join(',')}],"metadata":{"nextCursor":"${name}","count":100}}`
  }
  const [, , , encodedName = '', , encodedVersion = ''] = pathname.split('/')
  const key = [encodedName, encodedVersion].map(decodeURIComponent)
  const { rows } = await (encodedVersion === 'latest'
    ? pool.query<Entry>(LATEST, key.slice(0, 1))
    : pool.query<Entry>(DETAIL, key))
  return rows.map(toText).join('')
}

function toText({ document, meta }: Entry): string {
  return `{"server":${document},"_meta":${meta}}`
}

createServer((request, response) => {
  void answer(request.url ?? '').then((text) => {
    const body = Buffer.from(text)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
    response.end(body)
  })
}).listen(0, '127.0.0.1', function (this: { address(): unknown }) {
  process.send?.((this.address() as { port: number }).port)
})
