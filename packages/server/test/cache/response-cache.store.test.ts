import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChangeLog } from '../../src/cache/change-log.js'
import { compareBytes, compareKeys, covers, type EntryKey, type KeyRange, toNameRange } from '../../src/entries/key-range.js'
import { fillBuffer } from '../../src/entries/buffer-pool.js'
import { type Answer, ResponseCache } from '../../src/cache/response-cache.js'

const everything: KeyRange[] = [{}]
const key = (name: string, version = '1.0.0'): EntryKey => ({ name, version })

function openCache({ maxBytes = 1_000_000, capacity = 16 } = {}) {
  const changes = new ChangeLog(capacity)
  const cache = new ResponseCache({ changes, maxBytes, now: () => 0 })
  let looks = 0
  const look =
    (body: string, ranges = everything) =>
    async (): Promise<Answer> => {
      looks++
      return { body, ranges }
    }
  return { changes, cache, look, looks: () => looks }
}

describe('key ranges', () => {
  test('texts are compared as their UTF-8 bytes are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })

  test('a range covers the keys behind its start up to its end', () => {
    const range = { after: key('b', '1'), through: key('b', '3') }
    expect(
      [key('a'), key('b', '1'), key('b', '2'), key('b', '3'), key('b', '4'), key('c')].map((each) => covers(range, each)),
    ).toEqual([false, false, true, true, false, false])
  })

  test('the range of a name covers its versions and no other name', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        (name, other, version) => {
          expect(covers(toNameRange(name), { name: other, version })).toBe(name === other)
        },
      ),
    )
    expect(compareKeys(key('a', '1'), key('a\0', ''))).toBeLessThan(0)
  })
})

describe('response cache', () => {
  test('an answer is looked up once and then sent from memory', async () => {
    const { cache, look, looks } = openCache()
    const first = await cache.get('k', look('one'))
    expect(await cache.get('k', look('two'))).toBe(first)
    expect(looks()).toBe(1)
    expect(cache.metrics).toMatchObject({ hits: 1, misses: 1, drops: 0, entries: 1 })
  })

  test('a change inside the range drops the answer, one outside does not', async () => {
    const { cache, changes, look } = openCache()
    await cache.get('k', look('old', [{ after: key('b'), through: key('d') }]))
    for (const each of [key('a'), key('e')]) changes.record(each)
    expect(cache.find('k')?.body.toString()).toBe('old')
    changes.record(key('c'))
    expect(cache.find('k')).toBeUndefined()
    expect((await cache.get('k', look('new'))).body.toString()).toBe('new')
    expect(cache.metrics.drops).toBe(1)
  })

  test('a change while the look-up runs drops its answer, since it may not have been seen', async () => {
    const { cache, changes } = openCache()
    await cache.get('k', async () => {
      changes.record(key('c'))
      return { body: 'maybe old', ranges: everything }
    })
    expect(cache.find('k')).toBeUndefined()
  })

  test('concurrent misses share one look-up, unless a change came between them', async () => {
    const { cache, changes, look, looks } = openCache()
    const before = [cache.get('k', look('old')), cache.get('k', look('old'))]
    changes.record(key('c'))
    const after = cache.get('k', look('new'))
    expect((await Promise.all(before)).map((each) => each.body.toString())).toEqual(['old', 'old'])
    expect((await after).body.toString()).toBe('new')
    expect(looks()).toBe(2)
    expect(cache.find('k')?.body.toString()).toBe('new')
  })

  test('a late answer of an earlier look-up does not replace a newer one for good', async () => {
    const { cache, changes, look } = openCache()
    let finish: (answer: Answer) => void = () => {}
    const slow = cache.get('k', () => new Promise<Answer>((resolve) => (finish = resolve)))
    changes.record(key('c'))
    await cache.get('k', look('new'))
    finish({ body: 'old', ranges: everything })
    await slow
    expect(cache.find('k')?.body.toString()).not.toBe('old')
  })

  test('answers are dropped when the log no longer reaches back to them, or may have missed something', async () => {
    const { cache, changes, look } = openCache({ capacity: 4 })
    const elsewhere = [{ after: key('x'), through: key('y') }]
    await cache.get('k', look('one', elsewhere))
    for (let nth = 0; nth < 4; nth++) changes.record(key('a'))
    expect(cache.find('k')).toBeDefined()
    for (let nth = 0; nth < 5; nth++) changes.record(key('a'))
    expect(cache.find('k')).toBeUndefined()
    await cache.get('k', look('two', elsewhere))
    changes.recordUnknown()
    expect(cache.find('k')).toBeUndefined()
  })

  test('a failed look-up is told to all who waited and is not kept', async () => {
    const { cache, look } = openCache()
    const failing = async (): Promise<Answer> => {
      throw new Error('database is away')
    }
    const outcomes = await Promise.allSettled([cache.get('k', failing), cache.get('k', failing)])
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
    expect((await cache.get('k', look('one'))).body.toString()).toBe('one')
  })

  test('the bytes are bounded, encodings included', async () => {
    const { cache, look } = openCache({ maxBytes: 100_000 })
    for (let index = 0; index < 100; index++) {
      const response = await cache.get(`k${index}`, look(`${index}${'x'.repeat(5_000)}`))
      await cache.encode(`k${index}`, response, 'gzip')
    }
    expect(cache.metrics.bytes).toBeLessThanOrEqual(100_000)
    expect(cache.metrics.entries).toBeLessThan(20)
    expect(cache.find('k99')).toBeDefined()
  })

  test('pages push out pages, and nothing that is small', async () => {
    const { cache, look } = openCache({ maxBytes: 1_000_000 })
    await cache.get('small', look('x'))
    for (let index = 0; index < 100; index++) await cache.get(`page ${index}`, look(`${index}${'x'.repeat(50_000)}`))
    expect(cache.find('page 0')).toBeUndefined()
    expect(cache.find('page 99')).toBeDefined()
    expect(cache.find('small')).toBeDefined()
  })

  test('an answer that has grown or shrunk is there once', async () => {
    const { cache, changes, look } = openCache()
    for (const body of ['x', 'x'.repeat(50_000), 'y']) {
      await cache.get('k', look(body))
      expect(cache.find('k')?.body.toString()).toBe(body)
      expect(cache.metrics.entries).toBe(1)
      changes.record(key('a'))
    }
  })

  test('memory of an answer that is not kept is given back when all who waited have sent it', async () => {
    const { cache } = openCache()
    const page = (letter: string) => fillBuffer(20_000, (memory) => memory.write(letter.repeat(20_000)))
    const body = page('a')
    const look = async (): Promise<Answer> => ({ body, ranges: everything, isFromMemory: true })
    const [one, other] = await Promise.all([cache.get('k', look), cache.get('k', look)])
    expect(other).toBe(one)
    expect(cache.find('k')).toBeUndefined()
    one.release?.()
    expect(page('b').buffer).not.toBe(body.buffer)
    expect(String(other.body)).toBe('a'.repeat(20_000))
    other.release?.()
    expect(page('c').buffer).toBe(body.buffer)
  })

  test('an answer that was made of memory and is soon asked for again is kept, in memory of its own', async () => {
    const { cache } = openCache()
    const look = async (): Promise<Answer> => {
      const body = fillBuffer(20_000, (memory) => memory.write('a'.repeat(20_000)))
      return { body, ranges: everything, isFromMemory: true }
    }
    const first = await cache.get('k', look)
    first.release?.()
    const second = await cache.get('k', look)
    expect(second.release).toBeUndefined()
    fillBuffer(20_000, (memory) => memory.write('b'.repeat(20_000)))
    expect(String(cache.find('k')?.body)).toBe('a'.repeat(20_000))
  })

  test('an encoding is made once; a small body is sent as it is', async () => {
    const { cache, look } = openCache()
    const large = await cache.get('large', look('y'.repeat(2_000)))
    const bytes = cache.metrics.bytes
    const encoded = await cache.encode('large', large, 'gzip')
    expect(cache.metrics.bytes).toBe(bytes + encoded.body.length)
    expect(gunzipSync(encoded.body).toString()).toBe('y'.repeat(2_000))
    expect(await cache.encode('large', large, 'gzip')).toBe(encoded)
    const small = await cache.get('small', look('y'))
    expect(await cache.encode('small', small, 'br')).toBe(small)
  })

  test('whatever is changed and asked for in whatever order, an answer is never older than the last change in its range', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), at: fc.nat(9) }),
      fc.record({ kind: fc.constant('read' as const), from: fc.nat(9), to: fc.nat(9) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { cache, changes } = openCache({ capacity: 8 })
        const rows = Array.from({ length: 10 }, () => 0)
        for (const each of steps) {
          if (each.kind === 'write') {
            rows[each.at] = (rows[each.at] ?? 0) + 1
            changes.record(key(String(each.at), '1'))
            continue
          }
          const [from, to] = [Math.min(each.from, each.to), Math.max(each.from, each.to)]
          const answer = async (): Promise<Answer> => ({
            body: rows.slice(from, to + 1).join(),
            ranges: [{ after: key(String(from), ''), through: key(String(to), '1') }],
          })
          expect((await cache.get(`${from}-${to}`, answer)).body.toString()).toBe(rows.slice(from, to + 1).join())
        }
      }),
    )
  })
})
