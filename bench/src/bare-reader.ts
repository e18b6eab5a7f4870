// A minimal server that queries the registry's database for every request: node:http and pg, one query each, concatenated strings. The
// lower bound for reads without a cache: node bench/dist/bare-reader.js <database url>
import { createServer } from 'node:http'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 })
const PAGE = `select name, version, document, meta from versions
  where (name, version) > ($1, $2) and status <> 'deleted' order by name, version limit 101`
// Selects the keys first, with an index-only scan.
const CHANGED = `select name, version, document, meta from (
    select name, version from versions where updated_at > $1 and status <> 'deleted' order by name, version limit 101
  ) as keys join versions using (name, version) order by name, version`
const DETAIL = 'select document, meta from versions where name = $1 and version = $2'
const LATEST = 'select document, meta from versions where name = $1 and is_latest'

interface Entry {
  readonly name?: string
  readonly document: string
  readonly meta: string
}

async function answer(path: string): Promise<string> {
  const { pathname, searchParams } = new URL(path, 'http://localhost')
  const [name = '', version = ''] = (searchParams.get('cursor') ?? '').split(':')
  if (name !== '') return toPage((await pool.query<Entry>(PAGE, [name, version])).rows)
  const since = searchParams.get('updated_since')
  if (since !== null) return toPage((await pool.query<Entry>(CHANGED, [since])).rows)
  const [, , , encodedName = '', , encodedVersion = ''] = pathname.split('/')
  const key = [encodedName, encodedVersion].map(decodeURIComponent)
  const { rows } = await (encodedVersion === 'latest'
    ? pool.query<Entry>(LATEST, key.slice(0, 1))
    : pool.query<Entry>(DETAIL, key))
  return rows.map(toText).join('')
}

function toPage(rows: readonly Entry[]): string {
  return `{"servers":[${rows.slice(0, 100).map(toText).join(',')}],"metadata":{"nextCursor":"${rows.at(-1)?.name}","count":100}}`
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
