import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'

const CLIENT = new URL('../src/index.ts', import.meta.url).pathname
const ENTRY = '\0entry'

/** What a browser loads for a program that imports these names: gzip bytes, and the modules from which code remains. */
async function bundle(names: string): Promise<{ bytes: number; modules: string[] }> {
  const build = await rolldown({
    input: ENTRY,
    platform: 'browser',
    logLevel: 'silent',
    resolve: { conditionNames: ['mcp-registry-source', 'browser', 'import', 'default'] },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? `export { ${names} } from ${JSON.stringify(CLIENT)}` : undefined),
      },
    ],
  })
  try {
    const { output } = await build.generate({ format: 'esm', minify: true })
    expect(output).toHaveLength(1)
    const { code, modules } = output[0]
    const rendered = Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : []))
    return { bytes: gzipSync(code).length, modules: rendered }
  } finally {
    await build.close()
  }
}

test('a reader of registries takes at most 15 kB in a browser, and none of the schemas', async () => {
  const { bytes, modules } = await bundle('createRegistryClient, isRegistryClientError, path')
  expect(modules.filter((id) => /typebox|jsonc-parser|toml/.test(id))).toEqual([])
  expect(modules.some((id) => id.endsWith('/walk-changes.ts'))).toBe(true)
  // It has 6 kB; the rest is room, and far from the 45 kB with the schemas.
  expect(bytes).toBeGreaterThan(1000)
  expect(bytes).toBeLessThanOrEqual(15_000)
})

test('launching and the configuration of clients come only with programs that use them', async () => {
  const { modules } = await bundle('createRegistryClient, resolveLaunch')
  expect(modules.filter((id) => /typebox|toml/.test(id))).toEqual([])
  expect(modules.some((id) => id.endsWith('/resolve-launch.ts'))).toBe(true)
})
