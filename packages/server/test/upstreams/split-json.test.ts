import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitJson } from '../../src/upstreams/split-json.js'

async function* inPiecesOf(size: number, text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function split(text: string, pieceBytes = 7) {
  const elements: string[] = []
  const envelopes: unknown[] = []
  const lines: number[] = []
  let error: unknown
  try {
    for await (const part of splitJson(inPiecesOf(pieceBytes, text))) {
      const partText = Buffer.from(part.bytes).toString()
      if (part.kind === 'envelope') envelopes.push(JSON.parse(partText))
      else {
        elements.push(partText)
        lines.push(part.line)
      }
    }
  } catch (cause) {
    error = cause
  }
  return { elements, envelopes, lines, ...(error instanceof Error && { error: error.message }) }
}

const odd = '{ "b" : 1.50, "a":"} ] , \\" \\\\", "ü":[{"servers":[1]}] }'

test.each([
  {
    form: 'a listing',
    text: `{"servers": [${odd} , {}\n],"metadata":{"nextCursor":"x"}}`,
    envelopes: [{ servers: [], metadata: { nextCursor: 'x' } }],
  },
  {
    form: 'a listing with its metadata first',
    text: `{"metadata":{"servers":1},"servers":[${odd},{}]}`,
    envelopes: [{ metadata: { servers: 1 }, servers: [] }],
  },
  { form: 'an array', text: `\uFEFF [ ${odd},\n{} ]\n`, envelopes: [] },
  { form: 'JSON Lines', text: `${odd}\r\n\n{}`, envelopes: [] },
  { form: 'documents one after another', text: `${odd.replace('{', '{\n')}\n{}`, envelopes: [] },
])('the text of each element of $form stays as it is', async ({ text, envelopes }) => {
  for (const pieceBytes of [1, 2, 3, 10, 1000]) {
    const { elements, ...rest } = await split(text, pieceBytes)
    expect(elements.map((element) => element.replace('{\n', '{').trim())).toEqual([odd, '{}'])
    expect(rest).toMatchObject({ envelopes })
    expect(rest).not.toHaveProperty('error')
  }
})

test('pages of a listing on lines of their own are one list', async () => {
  expect((await split('{"servers":[1,"a"]}\n{"servers":[]}\n{"servers":[null]}\n')).elements).toEqual(['1', '"a"', 'null'])
})

test('an element tells the line on which it begins', async () => {
  expect((await split('[\n{},\n\n{"a":\n1},{}]')).lines).toEqual([2, 4, 5])
  expect((await split('{"a":1}\n\n{"a":2}\n')).lines).toEqual([1, 3])
})

test('a listing that breaks off yields what was whole and then says where', async () => {
  const { elements, error } = await split('{"servers":[{"a":1},\n{"b":2},\n{"c":')
  expect(elements).toEqual(['{"a":1}', '{"b":2}'])
  expect(error).toContain('cut off in the entry that begins on line 3')
  expect((await split('[{"a":1},')).error).toContain('cut off in the middle of the list')
})

test('a broken line does not swallow the lines after it', async () => {
  expect((await split('{"a":1}\n{"b":"\n{"c":3}\n')).elements).toEqual(['{"a":1}', '{"b":"', '{"c":3}'])
})

test('what is no JSON is said to be none', async () => {
  expect((await split('<html>\n</html>')).error).toContain('Line 1 is not JSON')
  expect((await split('[1]]')).error).toContain('closes what was not opened')
})

test('any array of values comes apart into the same values, whatever the pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      async (values, pieceBytes, indent) => {
        const text = JSON.stringify({ servers: values }, null, indent ? 2 : undefined)
        const { elements, envelopes } = await split(text, pieceBytes)
        expect(elements.map((element) => JSON.parse(element))).toEqual(JSON.parse(JSON.stringify(values)))
        expect(envelopes).toEqual([{ servers: [] }])
      },
    ),
  )
})
