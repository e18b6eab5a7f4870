import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { toOutput } from '../../src/command-line/output.js'

const HOSTILE = '::stop-commands::x\n \t::add-mask::y\rz ##[error]w\n::warning::'

async function print(env: Record<string, string>, json = false): Promise<{ stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const output = toOutput({ stdout, stderr, env, json, quiet: false })
  output.result({ text: HOSTILE }, HOSTILE)
  output.say(HOSTILE)
  output.warn(HOSTILE)
  output.annotate({ severity: 'error', title: 'x', message: 'y' })
  stdout.end()
  stderr.end()
  return { stdout: await text(stdout), stderr: await text(stderr) }
}

verifies('cli:no-workflow-commands', 'in a GitHub Actions job, no text of others is a workflow command', async () => {
  const shown = ': :stop-commands::x\n \t: :add-mask::y\rz # #[error]w\n: :warning::\n'
  const inJob = await print({ GITHUB_ACTIONS: 'true' })
  expect(inJob).toEqual({ stdout: shown, stderr: `${shown}${shown}::error title=x::y\n` })
  expect(await print({})).toEqual({ stdout: `${HOSTILE}\n`, stderr: `${HOSTILE}\n${HOSTILE}\n` })
  const { stdout } = await print({ GITHUB_ACTIONS: 'true' }, true)
  expect(stdout).not.toContain('##[')
  expect(JSON.parse(stdout)).toEqual({ text: HOSTILE })
})
