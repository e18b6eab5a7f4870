import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { build } from 'vite'

export interface ChildProgram extends AsyncDisposable {
  /** A file that Node runs. */
  readonly path: string
}

/** Turns a TypeScript program of the tests into one that a process of its own can run, without a build of the packages. */
export async function buildChild(entry: URL): Promise<ChildProgram> {
  // Inside node_modules, so that the program finds its dependencies.
  const outDir = fileURLToPath(new URL(`../../../node_modules/.cache/test-children/${randomUUID()}`, import.meta.url))
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['mcp-registry-source'] },
    ssr: { noExternal: [/^@mcp-registry\//], resolve: { conditions: ['mcp-registry-source'] } },
    build: {
      ssr: fileURLToPath(entry),
      outDir,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  })
  return { path: join(outDir, 'child.mjs'), [Symbol.asyncDispose]: () => rm(outDir, { recursive: true, force: true }) }
}
