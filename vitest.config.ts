import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// What needs a database: everything of the server but its pure parts, and what says so by its name.
const storageTests = ['packages/server/test/**/*.test.ts', 'packages/*/test/**/*.store.test.ts']
const pureTests = ['packages/*/test/**/*.unit.test.ts']

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
          include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts', ...pureTests],
          exclude: ['packages/server/test/**/!(*.unit).test.ts', 'packages/*/test/**/*.store.test.ts'],
        },
      },
      // The same tests on both engines.
      ...['pglite', 'postgres'].map((engine) => ({
        ...shared,
        test: {
          ...limits,
          name: engine,
          include: storageTests,
          exclude: pureTests,
          globalSetup: [`packages/server/test/harness/${engine}-setup.ts`],
        },
      })),
    ],
  },
})
