import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mcpRegistry } from '../../../src/registry/program.js'
import { type CaptureOptions, runCaptured } from '@mcp-registry/testkit/run-captured'

/** A home folder of its own, and the command run with it. */
export async function openHome() {
  const home = await mkdtemp(join(tmpdir(), 'mcp-registry-'))
  const env = { HOME: home, PATH: process.env['PATH'] ?? '' }
  return {
    home,
    run: (...argv: string[]) => runCaptured(mcpRegistry, argv, { env }),
    runWith: (options: CaptureOptions, ...argv: string[]) =>
      runCaptured(mcpRegistry, argv, { ...options, env: { ...env, ...options.env } }),
    /** The text of a file in the home folder; undefined if there is none. */
    read: (file: string) => readFile(join(home, file), 'utf8').catch(() => undefined),
    async write(file: string, text: string) {
      await mkdir(dirname(join(home, file)), { recursive: true })
      await writeFile(join(home, file), text)
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
}
