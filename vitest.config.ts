import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const storeTests = 'packages/*/test/**/*.store.test.ts'

const shared = {
  resolve: { conditions: ['mcp-registry-source'] },
  ssr: { resolve: { conditions: ['mcp-registry-source'] } },
}
const limits = { testTimeout: 30_000, hookTimeout: 120_000, isolate: false }

export default defineConfig({
  test: {
    // By default one less, which on two cores is half of them.
    maxWorkers: availableParallelism(),
    // A test is named only where it fails.
    reporters: ['dot'],
    silent: 'passed-only',
    projects: [
      {
        ...shared,
        test: {
          ...limits,
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [storeTests],
        },
      },
      // The same tests on both engines.
      ...['pglite', 'postgres'].map((engine) => ({
        ...shared,
        test: {
          ...limits,
          name: engine,
          include: [storeTests],
          globalSetup: [`packages/server/test/harness/${engine}-setup.ts`],
        },
      })),
    ],
  },
})
