import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Tests that need a database. They run on every engine.
const storeTests = 'packages/*/test/**/*.store.test.ts'
// Tests that take minutes, since they kill, starve, cut off or upgrade whole processes, or make thousands of random edits. `npm test` leaves
// them out, `.ci/run` does not.
const resilienceTests = 'packages/*/test/resilience/**/*.test.ts'

const shared = {
  resolve: { conditions: ['mcp-registry-source'] },
  ssr: { resolve: { conditions: ['mcp-registry-source'] } },
}
const limits = { testTimeout: 30_000, hookTimeout: 120_000, isolate: false }
// One project after the other: a worker that goes from one to another loads everything again.
const inGroup = (groupOrder: number) => ({ sequence: { groupOrder } })

/** Of a random order of the files, which no test depends on. On the command line it would replace the order of the projects. */
const seed = process.env['MCP_REGISTRY_TEST_SEED']

export default defineConfig({
  test: {
    ...(seed !== undefined && { sequence: { shuffle: { files: true }, seed: Number(seed) } }),
    // By default one less, which on two cores is half of them.
    maxWorkers: availableParallelism(),
    globalSetup: ['packages/testkit/src/copy-data-folder.ts'],
    // A test is named only where it fails.
    reporters: ['dot'],
    silent: 'passed-only',
    projects: [
      {
        ...shared,
        test: {
          ...limits,
          ...inGroup(0),
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [storeTests, resilienceTests],
        },
      },
      { ...shared, test: { ...limits, ...inGroup(1), name: 'resilience', include: [resilienceTests], exclude: [storeTests] } },
      ...['postgres', 'pglite'].flatMap((engine, nth) => {
        const globalSetup = [`packages/server/test/harness/${engine}-setup.ts`]
        return [
          {
            ...shared,
            test: {
              ...limits,
              ...inGroup(2 + nth),
              name: engine,
              include: [storeTests],
              exclude: [resilienceTests],
              globalSetup,
            },
          },
          {
            ...shared,
            test: {
              ...limits,
              ...inGroup(4 + nth),
              name: `resilience-${engine}`,
              include: [resilienceTests.replace('.test.ts', '.store.test.ts')],
              globalSetup,
            },
          },
        ]
      }),
    ],
  },
})
