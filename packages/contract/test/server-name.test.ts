import { foldServerName, parseServerName, requireServerName, toNamespace, validateServerJson } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'
import { readNames } from './fixtures.js'

verifies('edge-24', 'malformed names are refused with the reason, others accepted', async () => {
  const { accepted, refused } = await readNames()
  for (const name of accepted) expect(parseServerName(name), name).toEqual({ ok: true, value: name })
  for (const { name, because } of refused) {
    const result = parseServerName(name)
    expect(result.ok ? 'accepted' : result.errors.join(' '), name).toContain(because)
    expect(() => requireServerName(name)).toThrow('is not a server name')
  }
})

verifies('edge-24', 'a malformed name makes the document invalid, with its stable rule id', async () => {
  for (const { name } of (await readNames()).refused.filter((refusal) => !refusal.name.includes('\0'))) {
    const { issues } = validateServerJson(JSON.stringify({ name, description: 'A', version: '1.0.0' }))
    expect(issues).toContainEqual(expect.objectContaining({ path: 'name', reference: 'invalid-server-name', severity: 'error' }))
  }
})

const oneOf = (letters: string) => fc.constantFrom(...letters.split(''))
const half = (unit: string, ends: string) =>
  fc
    .tuple(oneOf(ends), fc.array(oneOf(unit), { maxLength: 20 }), oneOf(ends))
    .map(([first, middle, last]) => `${first}${middle.join('')}${last}`)
const letters = 'abzABZ019'

test('every well-formed name is accepted, and folding changes only its case', () => {
  const names = fc.tuple(
    half(`${letters}.-`, letters).filter((namespace) => !namespace.includes('..')),
    half(`${letters}._-`, letters),
  )
  fc.assert(
    fc.property(names, ([namespace, server]) => {
      const name = requireServerName(`${namespace}/${server}`)
      expect(toNamespace(name)).toBe(namespace)
      expect(foldServerName(name)).toBe(foldServerName(name.toUpperCase()))
    }),
  )
})

test('parsing never throws, and accepted names are ASCII with one slash', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
      if (parseServerName(text).ok) expect(text).toMatch(/^[\w.-]+\/[\w.-]+$/)
    }),
  )
})
