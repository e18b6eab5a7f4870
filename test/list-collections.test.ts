import { expect, test } from 'vitest'
import { listCollections } from '../scripts/src/bounds/list-collections.js'
import { parseSource } from '../scripts/src/bounds/parse-source.js'

function list(source: string) {
  return listCollections(parseSource('a.ts', source)).map(({ name, type, lifetime }) => `${name} ${type} ${lifetime}`)
}

test('a collection of a module is constant if nothing changes it, and kept otherwise', () => {
  const source = `
    const WORDS = new Set(['a'])
    export const NUMBERS: ReadonlySet<number> = new Set([1])
    export const exported = new Set()
    const passed = new Map()
    register(passed)
    const seen = new Set()
    const see = (word: string) => seen.add(word)
    const cache = new LRUCache<string, true>({ max: 1 })
    const has = (word: string) => WORDS.has(word) && cache.has(word)`
  expect(list(source)).toEqual([
    'WORDS Set constant',
    'NUMBERS Set constant',
    'exported Set kept',
    'passed Map kept',
    'seen Set kept',
    'cache LRUCache constant',
  ])
})

test('a collection of a function is local unless it is returned, passed on, stored or used in a closure', () => {
  const source = `
    function count(words: string[]) {
      const local = new Map<string, number>()
      for (const word of words) local.set(word, 1)
      words.filter((word) => local.has(word))
      const returned = new Map()
      const passed = new Set()
      keep(passed)
      const captured = new Set()
      setInterval(() => captured.add(1), 1)
      const chained = new Set()
      const same = chained.add(1)
      return { returned, unique: [...new Set(words)], inside: new Map() }
    }`
  expect(list(source)).toEqual([
    'count.local Map local',
    'count.returned Map kept',
    'count.passed Set kept',
    'count.captured Set kept',
    'count.chained Set kept',
    'count.unique Set local',
    'count.inside Map kept',
  ])
})

test('fields are kept, and are named after their class', () => {
  const source = `class Cache {
    readonly #entries = new Map()
    readonly #queue: string[] = []
    constructor() { this.#used = new LRUCache({ max: 1 }) }
  }`
  expect(list(source)).toEqual(['Cache.#entries Map kept', 'Cache.#queue array kept', 'Cache.constructor.#used LRUCache kept'])
})

test('arrays and objects are listed if they grow outside the call that creates them', () => {
  const source = `
    const waiting = []
    const fixed = ['a']
    function open() {
      const queue = []
      const byName = {}
      const result = []
      result.push(1)
      const round = { answers: [], names: [] }
      const receive = (name: string) => {
        queue.push(name)
        byName[name] = true
        waiting.push(name)
        round.answers.push(name)
      }
      return { receive, result }
    }`
  expect(list(source)).toEqual([
    'waiting array kept',
    'open.queue array kept',
    'open.byName object kept',
    'open.round.answers array kept',
  ])
})

test('two collections of one declaration have names of their own', () => {
  expect(list('const pair = [new Map(), new Map()]')).toEqual(['pair Map kept', 'pair (2) Map kept'])
})
