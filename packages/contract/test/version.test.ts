import {
  compareVersions,
  findLatest,
  isRangeLike,
  isSemver,
  type OrderedVersion,
  validateServerJson,
} from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'
import { readVersions } from './fixtures.js'

const at = (version: string, publishedAt = 0): OrderedVersion => ({ version, publishedAt })
const compare = (a: string, b: string) => Math.sign(compareVersions(at(a), at(b)))

/** The version that is latest after publishing these one after the other. */
function latestOf(...versions: readonly string[]): string | undefined {
  return findLatest(versions.map((version, index) => ({ ...at(version, index), status: 'active' })))?.version
}

function errorsOf(version: string): readonly string[] {
  const { issues } = validateServerJson(JSON.stringify({ name: 'com.example/a', description: 'A', version }))
  return issues.filter((issue) => issue.severity === 'error').map((issue) => issue.reference)
}

verifies('edge-18', 'semver precedence decides, and equal precedence keeps the earlier version', async () => {
  const { ordered, equal } = await readVersions()
  for (const versions of ordered)
    for (const [index, version] of versions.entries())
      for (const higher of versions.slice(index + 1)) {
        expect([version, higher, compare(version, higher), compare(higher, version)]).toEqual([version, higher, -1, 1])
        expect(latestOf(version, higher)).toBe(higher)
        expect(latestOf(higher, version)).toBe(higher)
      }
  for (const versions of equal) for (const version of versions) expect(compare(version, versions[0] ?? '')).toBe(0)
  expect(latestOf('1.0.0', 'v1.0.0')).toBe('1.0.0')
  expect(latestOf('1.0.0+1', '1.0.0+2')).toBe('1.0.0+1')
})

verifies('edge-19', 'a version that is not semantic sorts below any semantic version', () => {
  expect(isSemver('2026.01.05')).toBe(false)
  expect(latestOf('2025.11.15', '2026.01.05')).toBe('2025.11.15')
})

verifies('edge-20', 'among versions that are not semantic, the last published one is the latest', () => {
  expect(latestOf('auto', 'mcp')).toBe('mcp')
  expect(latestOf('0.0.1', 'snapshot')).toBe('0.0.1')
})

verifies('edge-22', 'numbers of any size are compared, and a version has at most 255 characters', () => {
  expect(compare('99999999999999999999.0.0', '99999999999999999998.9.9')).toBe(1)
  expect(errorsOf(`1.0.0-${'a'.repeat(249)}`)).toEqual([])
  expect(errorsOf(`1.0.0-${'a'.repeat(250)}`)).toEqual(['#/properties/version/maxLength'])
  const packageErrorsOf = (version: string) => {
    const packages = [{ registryType: 'npm', identifier: 'a', version, transport: { type: 'stdio' } }]
    const { issues } = validateServerJson(JSON.stringify({ name: 'com.example/a', description: 'A', version: '1.0.0', packages }))
    return issues
      .filter((issue) => issue.severity === 'error')
      .map((issue) => `${issue.path} ${issue.reference.split('/').at(-1)}`)
  }
  expect(packageErrorsOf(`1.0.0-${'a'.repeat(249)}`)).toEqual([])
  expect(packageErrorsOf(`1.0.0-${'a'.repeat(250)}`)).toContain('packages[0].version maxLength')
})

verifies(
  'edge-23',
  'ranges, placeholders and reserved words are refused by their rules, unusual exact versions are not',
  async () => {
    const { accepted, refused } = await readVersions()
    for (const version of accepted) expect([version, isRangeLike(version), ...errorsOf(version)]).toEqual([version, false])
    for (const { version, rule } of refused) {
      expect([version, ...errorsOf(version)]).toEqual([version, rule])
      expect(isRangeLike(version), version).toBe(rule === 'version-looks-like-range')
    }
  },
)

test('latest skips deleted versions unless all are deleted', () => {
  const entries = [
    { ...at('1.0.0'), status: 'active' },
    { ...at('2.0.0'), status: 'deleted' },
    { ...at('3.0.0'), status: 'deleted' },
  ]
  expect(findLatest(entries)?.version).toBe('1.0.0')
  expect(findLatest(entries.slice(1))?.version).toBe('3.0.0')
  expect(findLatest([])).toBeUndefined()
})

const part = fc.oneof(fc.nat({ max: 11 }).map(String), fc.constantFrom('a', 'beta', 'x-1', '-'))
const semver = fc
  .tuple(
    fc.constantFrom('', 'v'),
    fc.array(fc.nat({ max: 11 }), { minLength: 3, maxLength: 3 }),
    fc.array(part, { maxLength: 3 }),
    fc.boolean(),
  )
  .map(
    ([prefix, core, pre, build]) => `${prefix}${core.join('.')}${pre.length > 0 ? `-${pre.join('.')}` : ''}${build ? '+b' : ''}`,
  )
const entry = fc.record({
  version: fc.oneof(semver, fc.constantFrom('auto', 'mcp', '1.0', '2026.01.05', '')),
  publishedAt: fc.nat({ max: 3 }),
  status: fc.constantFrom('active', 'deprecated', 'deleted'),
})

test('the order of versions is a total preorder', () => {
  fc.assert(
    fc.property(entry, entry, entry, (a, b, c) => {
      expect(compareVersions(a, a)).toBe(0)
      expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0)
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) expect(compareVersions(a, c)).toBeLessThanOrEqual(0)
    }),
    { numRuns: 2000 },
  )
})

test('latest is the highest version that is not deleted, in any order of the entries', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(entry, { selector: (one) => one.version, minLength: 1 }),
      fc.infiniteStream(fc.nat()),
      (entries, keys) => {
        const shuffled = entries.map((one) => [keys.next().value ?? 0, one] as const).sort(([a], [b]) => a - b)
        const latest = findLatest(entries)
        expect(findLatest(shuffled.map(([, one]) => one))).toEqual(latest)
        const living = entries.filter((one) => one.status !== 'deleted')
        for (const one of living.length > 0 ? living : entries)
          if (latest) expect(compareVersions(one, latest)).toBeLessThanOrEqual(0)
      },
    ),
  )
})
