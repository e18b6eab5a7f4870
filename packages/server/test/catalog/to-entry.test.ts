import { describe, expect, test } from 'vitest'
import { toPage, toEntry, toList } from '../../src/entries/to-entry.js'

const row = (text: string) => ({ document: JSON.stringify({ text }), meta: '{"status":"active"}' })
const toRow = (each: ReturnType<typeof row>) => ({ entry: toEntry(each) })

describe('toList', () => {
  test.each([
    ['nothing', []],
    ['one entry', [row('a')]],
    ['letters of one to four bytes', ['aé', '天気', '🦀', 'ß'].map(row)],
    ['more than one page of memory', Array.from({ length: 30 }, (_, nth) => row('天'.repeat(20_000) + nth))],
  ])('writes the entries one after the other: %s', (_, rows) => {
    const { body, listEntries } = toList(rows.map(toRow), 'next')
    const expected = `{"servers":[${rows.map((each) => toEntry(each)).join(',')}],"metadata":{"nextCursor":"next","count":${rows.length}}}`
    expect(body.toString()).toBe(expected)
    expect(listEntries().map(String)).toEqual(rows.map((each) => toEntry(each)))
    expect(toPage(listEntries(), rows.length, 'next').equals(body)).toBe(true)
  })

  test('a later list leaves an earlier one as it was', () => {
    const { body, listEntries } = toList([toRow(row('first'))])
    toList([toRow(row('other'))])
    expect(body.toString()).toContain('first')
    expect(String(listEntries()[0])).toBe(toEntry(row('first')))
  })
})
