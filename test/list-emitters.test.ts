import { expect, test } from 'vitest'
import { listEmitters } from '../scripts/src/bounds/list-emitters.js'
import { parseSource } from '../scripts/src/bounds/parse-source.js'

function list(source: string) {
  const { emitters, unknownImports } = listEmitters(parseSource('a.ts', source))
  return { emitters: emitters.map(({ name, creator }) => `${name}: ${creator}`), unknownImports }
}

test('emitters are found by the imports that create them, under whatever name, and by methods', () => {
  const source = `
    import { createServer as listen, isIP, type Server } from 'node:net'
    import pg from 'pg'
    import spawn from 'cross-spawn'
    import { EventEmitter } from 'node:events'
    const server: Server = listen()
    const pool = new pg.Pool({ types: new pg.TypeOverrides() })
    const start = (run = spawn) => run('a')
    class Queue extends EventEmitter {}
    const read = (handle) => handle.createReadStream()
    const redis = async () => await import('ioredis')
    process.stdout.write('')`
  expect(list(source)).toEqual({
    emitters: [
      'server: createServer',
      'pool: pg.Pool',
      'start: spawn',
      'Queue: EventEmitter',
      'read: .createReadStream',
      "redis: import('ioredis')",
      '(module): process.stdout',
    ],
    unknownImports: [],
  })
})

test('types, checks of a class and properties create nothing', () => {
  const source = `
    import { Readable } from 'node:stream'
    import type { Socket } from 'node:net'
    const isStream = (value: Readable | Socket) => value instanceof Readable || value.Readable
    const names = { Readable: 1 }`
  expect(list(source)).toEqual({ emitters: [], unknownImports: [] })
})

test('an import that nobody has looked at is unknown', () => {
  const source = `
    import { Tail } from 'tail'
    import { createBrotliCompress } from 'node:zlib'
    import * as net from 'node:net'
    import pg from 'pg'
    import './side-effect.js'
    import { open } from './own.js'
    new pg.Query()
    await import('ws')`
  expect(list(source).unknownImports).toEqual([
    'a.ts: Tail of tail',
    'a.ts: createBrotliCompress of node:zlib',
    'a.ts: * of node:net',
    'a.ts: * of ws',
    'a.ts: Query of pg',
  ])
})
