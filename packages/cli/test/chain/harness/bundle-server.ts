import { rolldown } from 'rolldown'
import { fileURLToPath } from 'node:url'

/** The server over stdio with all that it needs in one file, as its text: what a package or bundle then holds. */
export async function bundleServer(): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL('../servers/tides-stdio.ts', import.meta.url)),
    platform: 'node',
    logLevel: 'silent',
  })
  try {
    const { output } = await build.generate({ format: 'esm', banner: '#!/usr/bin/env node', minify: true })
    return output[0].code
  } finally {
    await build.close()
  }
}
