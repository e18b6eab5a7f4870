import { listLaunchChoices, listLaunchInputs, resolveLaunch, toVsCodeInstall, withReferences } from '@mcp-registry/client'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '../harness/entries.js'

const package_ = { registryType: 'npm', identifier: 'weather', version: '1.0.0', transport: { type: 'stdio' as const } }

describe('choices', () => {
  test('are the packages and then the remotes, in the order of the document', () => {
    const server = serverJson({
      packages: [package_, { ...package_, registryType: 'oci', identifier: 'alice/weather:1' }],
      remotes: [{ type: 'sse', url: 'https://mcp.example.com/sse' }],
    })
    expect(listLaunchChoices(server)).toEqual([
      { kind: 'package', index: 0, type: 'npm', label: 'weather 1.0.0', transport: 'stdio', program: 'npx' },
      { kind: 'package', index: 1, type: 'oci', label: 'alice/weather:1 1.0.0', transport: 'stdio', program: 'docker' },
      { kind: 'remote', index: 0, type: 'remote', label: 'https://mcp.example.com/sse', transport: 'sse' },
    ])
  })

  test('of a document without any are none', () => {
    expect(listLaunchChoices(serverJson())).toEqual([])
  })
})

describe('substitution', () => {
  test('does not let a small document expand to a launch without bounds', () => {
    const repeated = { value: '{x}'.repeat(1_000), variables: { x: { default: 'x'.repeat(4_000) } } }
    const server = serverJson({
      packages: [{ ...package_, packageArguments: [{ type: 'positional', ...repeated }] }],
      remotes: [{ type: 'sse', url: `https://mcp.example.com/${repeated.value}`, variables: repeated.variables }],
    })
    const problem = { code: 'invalid-input', message: expect.stringContaining('longer than 1048576 characters in all') }
    for (const kind of ['package', 'remote'] as const)
      expect(resolveLaunch(server, { kind, index: 0 })).toEqual({ ok: false, errors: [problem] })
  })

  verifies('launch:one-argument', 'puts any answer in place of every occurrence, as it is and as one argument', () => {
    const word = fc.stringMatching(/^[^{}\0]*$/)
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), fc.string({ minLength: 1 }), (around, answer) => {
        fc.pre(!answer.includes('\0'))
        const value = around.join('{x}')
        const server = serverJson({
          packages: [{ ...package_, packageArguments: [{ type: 'positional', value, variables: { x: { isRequired: true } } }] }],
        })
        const result = resolveLaunch(server, { kind: 'package', index: 0 }, { x: answer })
        expect(result.ok && result.value.kind === 'stdio' && result.value.args).toEqual([
          '-y',
          'weather@1.0.0',
          around.join(answer),
        ])
      }),
      // A declared name after a dollar sign is no variable of a shell.
      { examples: [[['$', ''], 'b']] },
    )
  })

  test('knows the place of every secret, so that references can take it', () => {
    const part = fc.constantFrom('a', '{s}', '{t}', '-', '{u}')
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), fc.string({ minLength: 1 }), (parts, secret) => {
        fc.pre(!secret.includes('\0'))
        const variables = { s: { isRequired: true, isSecret: true }, t: { default: 'plain' } }
        const value = parts.join('')
        const server = serverJson({
          packages: [{ ...package_, environmentVariables: [{ name: 'A', value, isRequired: true, variables }] }],
        })
        const inputs = { ...(value.includes('{s}') && { s: secret }), ...(value.includes('{u}') && { u: 'undeclared' }) }
        const result = resolveLaunch(server, { kind: 'package', index: 0 }, inputs)
        if (!result.ok) throw new Error('It must be launched.')
        const referred = withReferences(result.value, () => '<S>')
        const expected = value.replaceAll('{s}', '<S>').replaceAll('{t}', 'plain').replaceAll('{u}', 'undeclared')
        expect(referred.kind === 'stdio' && referred.env['A']).toBe(expected)
      }),
    )
  })
})

verifies('launch:never-throws', 'no document makes it throw', () => {
  const input = fc.dictionary(
    fc.constantFrom(
      'name',
      'type',
      'value',
      'default',
      'isRequired',
      'isRepeated',
      'choices',
      'format',
      'variables',
      'valueHint',
      'description',
    ),
    fc.anything({ maxDepth: 2 }),
  )
  const field = fc.oneof(fc.anything({ maxDepth: 2 }), fc.array(input, { maxLength: 3 }))
  const entry = fc.oneof(
    fc.anything({ maxDepth: 2 }),
    fc.record(
      {
        registryType: fc.oneof(
          fc.constantFrom('npm', 'pypi', 'oci', 'nuget', 'cargo', 'go', 'mcpb', '__proto__', 'toString'),
          fc.anything(),
        ),
        identifier: fc.oneof(fc.string(), fc.constant('weather'), fc.webUrl()),
        version: fc.oneof(fc.string(), fc.constant('1.0.0')),
        registryBaseUrl: fc.oneof(fc.webUrl(), fc.string()),
        runtimeHint: fc.oneof(fc.constantFrom('npx', 'bunx', 'docker'), fc.anything()),
        transport: fc.oneof(
          fc.record({ type: fc.constantFrom('sse', 'stdio'), url: fc.string(), headers: field }),
          fc.anything(),
        ),
        type: fc.constantFrom('sse', 'streamable-http'),
        url: fc.oneof(fc.webUrl(), fc.string()),
        headers: field,
        variables: fc.oneof(fc.anything(), fc.dictionary(fc.string(), input)),
        runtimeArguments: field,
        packageArguments: field,
        environmentVariables: field,
      },
      { requiredKeys: [] },
    ),
  )
  const list = fc.oneof(fc.anything(), fc.array(entry, { maxLength: 2 }))
  fc.assert(
    fc.property(
      list,
      list,
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.array(fc.string()))),
      (packages, remotes, inputs) => {
        const server = Object.assign(serverJson(), { packages, remotes })
        toVsCodeInstall(server)
        for (const choice of listLaunchChoices(server)) {
          const result = resolveLaunch(server, choice, inputs)
          if (!result.ok) expect(result.errors.length).toBeGreaterThan(0)
          const answers = Object.fromEntries(listLaunchInputs(server, choice).map(({ id, choices }) => [id, choices?.[0] ?? '1']))
          const problems = resolveLaunch(server, choice, answers)
          if (!problems.ok) expect(problems.errors.map(({ code }) => code)).not.toContain('missing-input')
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('missing required inputs are placeholders in a launch that is only shown', () => {
  const server = serverJson({
    packages: [
      {
        ...package_,
        packageArguments: [{ type: 'positional', valueHint: 'count', format: 'number', isRequired: true }],
        environmentVariables: [{ name: 'KEY', isRequired: true, isSecret: true }, { name: 'OTHER' }],
      },
    ],
    remotes: [{ type: 'streamable-http', url: '{base}/mcp', variables: { base: { isRequired: true } } }],
  })
  const toPlaceholder = (id: string) => `<${id}>`
  expect(resolveLaunch(server, { kind: 'package', index: 0 }, {}, { toPlaceholder })).toMatchObject({
    value: {
      args: ['-y', 'weather@1.0.0', '<count>'],
      env: { KEY: '<KEY>' },
      secrets: [{ id: 'KEY', isGiven: true, spans: [{ path: ['env', 'KEY'], start: 0, end: 5 }] }],
    },
  })
  expect(resolveLaunch(server, { kind: 'remote', index: 0 }, {}, { toPlaceholder })).toMatchObject({
    value: { url: '<base>/mcp' },
  })
})
