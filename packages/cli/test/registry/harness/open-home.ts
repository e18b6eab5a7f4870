import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mcpRegistry } from '../../../src/registry/program.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'

/** A home folder of its own, and the command run with it. */
export async function openHome() {
  const home = await mkdtemp(join(tmpdir(), 'mcp-registry-'))
  return {
    home,
    run: (...argv: string[]) => runCaptured(mcpRegistry, argv, { env: { HOME: home, PATH: process.env['PATH'] ?? '' } }),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
}
