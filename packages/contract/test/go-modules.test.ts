import { findGoMajorVersionFault, listGoModules, PACKAGE_FORMS } from '@mcp-registry/contract'
import { expect, test } from 'vitest'

test('the modules that may contain a Go package end at its repository', () => {
  expect(listGoModules('github.com/acme/kite/cmd/kite')).toEqual([
    'github.com/acme/kite/cmd/kite',
    'github.com/acme/kite/cmd',
    'github.com/acme/kite',
  ])
  expect(listGoModules('github.com/acme/kite')).toEqual(['github.com/acme/kite'])
  expect(listGoModules('github.com/acme')).toEqual(['github.com/acme'])
})

test('a major version from 2 on is part of the path of a Go module', () => {
  expect(findGoMajorVersionFault('github.com/acme/kite/cmd/kite', 'v2.1.0')).toContain('github.com/acme/kite/v2/cmd/kite')
  expect(findGoMajorVersionFault('github.com/acme/kite', 'v12.0.0')).toContain('github.com/acme/kite/v12')
  for (const [path, version] of [
    ['github.com/acme/kite/v2/cmd/kite', 'v2.1.0'],
    ['github.com/acme/kite/tools/v3', 'v3.0.0-rc.1'],
    ['github.com/acme/kite', 'v2.0.0+incompatible'],
    ['github.com/acme/kite', 'v1.9.0'],
    ['github.com/acme/kite', 'v0.2.0'],
  ] as const)
    expect(findGoMajorVersionFault(path, version)).toBeUndefined()
})

test('the path of a Go package has at most 12 elements after the host, so that few modules are looked up', () => {
  const path = (count: number) => `github.com${'/a'.repeat(count)}`
  expect(PACKAGE_FORMS.go.findIdentifierFault(path(12))).toBeUndefined()
  expect(PACKAGE_FORMS.go.findIdentifierFault(path(13))).toContain('A go identifier is')
})
