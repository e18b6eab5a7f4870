import { RegistryError } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { defineCommand, type Program } from '../../src/command-line/command.js'
import { UsageError } from '../../src/command-line/explain-error.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'

const greet = defineCommand({
  name: 'greet',
  summary: 'Greet someone.',
  arguments: { who: { about: 'whom' }, how: { about: 'how', optional: true } },
  options: {
    loudly: { kind: 'flag', about: 'shout' },
    inLanguage: { kind: 'choice', choices: ['en', 'de'], about: 'the language' },
    also: { kind: 'list', placeholder: 'name', about: 'someone else' },
    on: { kind: 'list', placeholder: 'day', choices: ['monday', 'friday'], about: 'a day' },
  },
  examples: [{ command: 'polite greet alice', about: 'Greet Alice' }],
  run: async ({ output }, { who, how }, { loudly, inLanguage, also, on }) => {
    if (who === 'nobody') return 'refused'
    if (who === 'usage') throw new UsageError('Nobody is called usage.')
    if (who === 'registry')
      throw new RegistryError('invalid-document', 'The document is not valid.', {
        errors: [{ location: 'name', message: 'No.' }],
      })
    if (who === 'detail')
      throw new RegistryError('invalid-document', 'No. Give another.', { errors: [{ location: 'name', message: 'No.' }] })
    if (who === 'fault') throw new TypeError('x is not a function')
    if (who === 'file') throw Object.assign(new Error("ENOENT: no such file or directory, open 'a.json'"), { code: 'ENOENT' })
    output.say(output.paint.stderr('green', 'greeting'))
    output.result({ who, how, loudly, inLanguage, also, on }, `Hello, ${who}.`)
    return 'done'
  },
})
const polite: Program = { name: 'polite', summary: 'Be polite.', version: '1.2.3', commands: [greet] }

test('results go to stdout, messages to stderr', async () => {
  expect(await runCaptured(polite, ['greet', 'alice'])).toEqual({ exitCode: 0, stdout: 'Hello, alice.\n', stderr: 'greeting\n' })
})

test('with --json stdout holds one JSON value and stderr nothing', async () => {
  const { exitCode, stdout, stderr } = await runCaptured(polite, [
    'greet',
    'al',
    '--json',
    '--in-language',
    'de',
    '--also',
    'b',
    '--on',
    'friday',
    '--on',
    'monday',
  ])
  expect(JSON.parse(stdout)).toEqual({ who: 'al', loudly: false, inLanguage: 'de', also: ['b'], on: ['friday', 'monday'] })
  expect([exitCode, stderr]).toEqual([0, ''])
})

test('colours are for terminals, and NO_COLOR is respected', async () => {
  expect((await runCaptured(polite, ['greet', 'a'], { isTTY: true })).stderr).toContain('\u001B[32m')
  expect((await runCaptured(polite, ['greet', 'a'], { isTTY: true, env: { NO_COLOR: '1' } })).stderr).toBe('greeting\n')
})

test('a refusal is exit code 1', async () => {
  expect((await runCaptured(polite, ['greet', 'nobody'])).exitCode).toBe(1)
})

test.each([
  { argv: ['gret', 'alice'], says: 'Did you mean greet?' },
  { argv: ['greet', 'alice', '--loudy'], says: 'Did you mean --loudly?' },
  { argv: ['greet'], says: "missing required argument 'who'" },
  { argv: ['greet', 'alice', '--in-language', 'fr'], says: 'Allowed choices are en, de.' },
  { argv: ['greet', 'alice', '--on', 'friday', '--on', 'sunday'], says: 'Allowed choices are monday, friday.' },
  { argv: ['greet', 'a', 'b', 'c'], says: 'too many arguments' },
  { argv: ['greet', 'usage'], says: 'polite greet --help' },
])('a usage error is exit code 2 and a hint: $argv', async ({ argv, says }) => {
  const { exitCode, stdout, stderr } = await runCaptured(polite, argv)
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toContain(says)
})

test('help shows the options and examples, and exits with 0', async () => {
  const { exitCode, stdout } = await runCaptured(polite, ['greet', '--help'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('--in-language')
  expect(stdout).toContain('polite greet alice')
  expect((await runCaptured(polite, [])).stdout).toContain('Greet someone.')
  expect((await runCaptured(polite, ['--version'])).stdout).toBe('1.2.3\n')
})

test('a refusal lists its details, as text and as JSON', async () => {
  const text = await runCaptured(polite, ['greet', 'registry'])
  expect([text.exitCode, text.stderr]).toEqual([1, 'error: The document is not valid.\n  name: No.\n'])
  const json = await runCaptured(polite, ['greet', 'registry', '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'invalid-document', errors: [{ location: 'name' }] } })
})

test('a detail that the message contains is not printed again', async () => {
  expect((await runCaptured(polite, ['greet', 'detail'])).stderr).toBe('error: No. Give another.\n')
})

test('known system errors are explained, others are shown with their stack', async () => {
  expect((await runCaptured(polite, ['greet', 'file'])).stderr).toBe('error: There is no such file: a.json. Check the path.\n')
  expect((await runCaptured(polite, ['greet', 'fault'])).stderr).toContain('run.test.ts')
})
