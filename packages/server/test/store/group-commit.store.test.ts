import { RegistryError } from '@mcp-registry/contract'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createGroupCommit, MAX_WAITING_GROUPS, type WriteGroup } from '../../src/store/group-commit.js'
import type { Store } from '../../src/store/open-store.js'
import { createGate } from '../harness/create-gate.js'
import { fakeClock } from '../harness/fake-clock.js'
import { openTestStore } from '../harness/open-test-store.js'

const limits = { maxItems: 10, maxSize: 100, sizeOf: (item: string) => item.length, clock: fakeClock() }

/** Writes words into the table of known words, and remembers which came together. The word "slow" is written when the gate opens. */
function toWordWriter(store: Store, options: Partial<typeof limits> = {}) {
  const groups: (readonly string[])[] = []
  const gate = createGate()
  const write: WriteGroup<string, string> = async (tx, words) => {
    groups.push(words)
    if (words.includes('slow')) await gate.passed
    await sql`insert into search_words (word) select unnest(${words}::text[])`.execute(tx)
    return words.map((word) =>
      word === 'refused' ? { status: 'rejected', reason: new Error('refused') } : { status: 'fulfilled', value: `${word}!` },
    )
  }
  return { groups, gate, write: createGroupCommit({ store, ...limits, ...options }, write) }
}

test('what comes while a transaction is under way is written by the next one, together', async () => {
  await using store = await openTestStore()
  const { groups, gate, write } = toWordWriter(store)
  const slow = write('slow')
  await expect.poll(() => groups).toEqual([['slow']])
  const others = Promise.all(['a', 'b'].map(write))
  gate.open()
  expect(await slow).toBe('slow!')
  expect(await others).toEqual(['a!', 'b!'])
  expect(await write('c')).toBe('c!')
  expect(groups).toEqual([['slow'], ['a', 'b'], ['c']])
})

test('what comes while a transaction begins is written by it', async () => {
  await using store = await openTestStore()
  const { groups, write } = toWordWriter(store)
  await Promise.all(['a', 'b', 'c'].map(write))
  expect(groups).toEqual([['a', 'b', 'c']])
})

test('a transaction takes no more than its limits, but always one', async () => {
  await using store = await openTestStore()
  const { groups, write } = toWordWriter(store, { maxItems: 2, maxSize: 5 })
  await Promise.all(['a', 'b', 'c', 'd', 'longer than that', 'eee', 'fff'].map(write))
  expect(groups).toEqual([['a', 'b'], ['c', 'd'], ['longer than that'], ['eee'], ['fff']])
})

test('a member that is refused does not fail the others', async () => {
  await using store = await openTestStore()
  const { groups, write } = toWordWriter(store)
  const outcomes = await Promise.allSettled(['a', 'b', 'refused', 'c'].map(write))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(groups).toEqual([['a', 'b', 'refused', 'c']])
})

test('a member that the database does not take fails alone', async () => {
  await using store = await openTestStore()
  const { write } = toWordWriter(store)
  const outcomes = await Promise.allSettled(['a', 'b', 'no\0text', 'c', 'a'].map(write))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'rejected'])
  const words = await store.db.selectFrom('search_words').select('word').orderBy('word').execute()
  expect(words.map(({ word }) => word)).toEqual(['a', 'b', 'c'])
})

test('a database that is away is not asked for each member', async () => {
  const reason = new RegistryError('database-unavailable', 'Away.')
  let attempts = 0
  const transaction = async () => {
    attempts++
    throw reason
  }
  const write = createGroupCommit<string, string>({ store: { transaction }, ...limits }, async () => [])
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(write))
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([reason, reason, reason])
  expect(attempts).toBe(1)
})

test('the next transaction does not wait until everybody knows of the one before', async () => {
  await using store = await openTestStore()
  const bothCommitted = createGate()
  let commits = 0
  store.onCommit(async () => {
    if (++commits === 2) bothCommitted.open()
    await bothCommitted.passed
  })
  const { write } = toWordWriter(store, { maxItems: 1 })
  expect(await Promise.all(['a', 'b'].map(write))).toEqual(['a!', 'b!'])
})

test('who waits in line for too long is told that the database is busy', async () => {
  await using store = await openTestStore()
  const clock = fakeClock()
  const { groups, gate, write } = toWordWriter(store, { clock })
  const slow = write('slow')
  await expect.poll(() => groups).toEqual([['slow']])
  const overdue = expect(write('overdue')).rejects.toMatchObject({ code: 'database-unavailable', retryAfterSeconds: 1 })
  clock.advance(10_001)
  const later = write('later')
  gate.open()
  expect(await slow).toBe('slow!')
  await overdue
  expect(await later).toBe('later!')
})

test('an item is refused at once when too many wait, and those that wait are written', async () => {
  await using store = await openTestStore()
  const { groups, gate, write } = toWordWriter(store)
  const slow = write('slow')
  await expect.poll(() => groups).toEqual([['slow']])
  const words = Array.from({ length: MAX_WAITING_GROUPS * limits.maxItems }, (_, nth) => `w${nth}`)
  const others = Promise.all(words.map(write))
  await expect(write('one too many')).rejects.toMatchObject({ code: 'database-unavailable' })
  gate.open()
  await slow
  expect(await others).toEqual(words.map((word) => `${word}!`))
  expect(await write('afterwards')).toBe('afterwards!')
})
