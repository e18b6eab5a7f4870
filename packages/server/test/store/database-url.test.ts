import pg from 'pg'
import { expect, test } from 'vitest'
import { parseDatabaseUrl } from '../../src/store/database-url.js'

/** What node-postgres makes of each server. */
function listServers(text: string) {
  const result = parseDatabaseUrl(text)
  if (!result.ok) throw new Error(result.errors.join())
  return result.value.servers.map((connectionString) => {
    const { host, port, user, password, database, ssl } = new pg.Client({ connectionString })
    return { host, port, user, password, database, ssl }
  })
}

const rest = { port: 5432, password: null, ssl: false }

test.each<[url: string, servers: readonly object[]]>([
  ['postgres://h/db', [{ ...rest, host: 'h', database: 'db' }]],
  [
    'postgres://u:p%40%2F%20ss@[::1]:5433/db?sslmode=disable',
    [{ ...rest, host: '::1', port: 5433, user: 'u', password: 'p@/ ss', database: 'db' }],
  ],
  ['postgres://u:p@ss:word@h/db', [{ ...rest, host: 'h', user: 'u', password: 'p@ss:word', database: 'db' }]],
  [
    'postgres://u@h1:5432,h2:5433,[::1]/db?target_session_attrs=read-write',
    [
      { ...rest, host: 'h1', user: 'u', database: 'db' },
      { ...rest, host: 'h2', port: 5433, user: 'u', database: 'db' },
      { ...rest, host: '::1', user: 'u', database: 'db' },
    ],
  ],
  ['postgres:///db?host=/var/run/postgresql', [{ ...rest, host: '/var/run/postgresql', database: 'db' }]],
  ['postgresql://u@/db?host=/tmp&port=5433', [{ ...rest, host: '/tmp', port: 5433, user: 'u', database: 'db' }]],
  ['postgresql://%2Fvar%2Frun%2Fpostgresql/db', [{ ...rest, host: '/var/run/postgresql', database: 'db' }]],
  [
    'postgresql:///?host=h1,h2&port=1,2&user=u&password=s&dbname=db',
    [
      { ...rest, host: 'h1', port: 1, user: 'u', password: 's', database: 'db' },
      { ...rest, host: 'h2', port: 2, user: 'u', password: 's', database: 'db' },
    ],
  ],
  [
    'postgresql:///db?host=h1,h2&port=7',
    [
      { ...rest, host: 'h1', port: 7, database: 'db' },
      { ...rest, host: 'h2', port: 7, database: 'db' },
    ],
  ],
  [
    'postgres://a:1,b:2/db',
    [
      { ...rest, host: 'a', port: 1, database: 'db' },
      { ...rest, host: 'b', port: 2, database: 'db' },
    ],
  ],
  ['host=/socket/dir dbname=db', [{ ...rest, host: '/socket/dir', database: 'db' }]],
  [
    String.raw`  host = a,b port=1,2  user=u password='it\'s a \\' dbname = 'd b' `,
    [
      { ...rest, host: 'a', port: 1, user: 'u', password: "it's a \\", database: 'd b' },
      { ...rest, host: 'b', port: 2, user: 'u', password: "it's a \\", database: 'd b' },
    ],
  ],
  ['postgresql://h/db?sslmode=no-verify', [{ ...rest, host: 'h', database: 'db', ssl: { rejectUnauthorized: false } }]],
])('%s is read as libpq does', (url, servers) => {
  expect(listServers(url)).toMatchObject(servers)
})

test('the kind of server is read, and is any by default', () => {
  const read = (url: string) => parseDatabaseUrl(url)
  expect(read('postgres://h/db')).toMatchObject({ value: { sessionAttrs: 'any' } })
  expect(read('postgres://h/db?target_session_attrs=prefer-standby')).toMatchObject({ value: { sessionAttrs: 'prefer-standby' } })
})

test.each<[url: string, error: RegExp]>([
  ['postgres://', /must be like/],
  ['mysql://h/db', /must be like/],
  ['', /must be like/],
  ['host', /must be like/],
  ["host=h password='secret", /must be like/],
  ["host='h'x", /must be like/],
  ['user=u', /neither a host nor a database/],
  ['postgres://h:99999/db', /port/],
  ['postgres://h:5432x/db', /port/],
  ['postgres://::1/db', /port|brackets/],
  ['postgres://h1,h2/db?port=1,2,3', /2 hosts and 3 ports/],
  ['postgres://u:secret%zz@h/db', /percent sign/],
  ['postgres://a b/db', /space/],
  ['postgres://h/db?target_session_attrs=writable', /one of any, read-write/],
  [`postgres://${Array.from({ length: 17 }, (_, index) => `h${index}`).join()}/db`, /more than 16 hosts/],
])('%s is refused, without its password', (url, error) => {
  const result = parseDatabaseUrl(url)
  expect(result).toMatchObject({ ok: false, errors: [expect.stringMatching(error)] })
  expect(JSON.stringify(result)).not.toContain('secret')
})
