import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { toMcpPublisher } from '../../src/program.js'
import type { Host } from '../../src/host.js'
import { type Answered, answerPrompts } from './answer-prompts.js'
import { type Captured, type CaptureOptions, runCaptured } from '@mcp-registry/testkit/run-captured'

export interface Workspace extends AsyncDisposable {
  /** The working folder. */
  readonly cwd: string
  readonly home: string
  /** The pauses that were asked for, in milliseconds. They take no time. */
  readonly pauses: number[]
  /** Runs mcp-publisher here. */
  run(argv: readonly string[], options?: CaptureOptions): Promise<Captured>
  /** Runs it on a terminal, and answers its prompts. */
  answer(argv: readonly string[], answers?: Readonly<Record<string, string>>): Promise<Answered>
  read(path: string): Promise<string>
  write(path: string, text: string): Promise<void>
}

/** A folder with these files, a home of its own, and a publisher whose pauses only move its clock. */
export async function openWorkspace(files: Readonly<Record<string, string>> = {}, host: Partial<Host> = {}): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), 'mcp-publisher-'))
  const [cwd, home] = [join(root, 'project'), join(root, 'home')]
  const pauses: number[] = []
  let skipped = 0
  const program = toMcpPublisher({
    cwd,
    // GitHub is not asked for the IDs of repositories.
    fetch: async (input, init) =>
      typeof input === 'string' && input.startsWith('https://api.github.com/')
        ? new Response('', { status: 404 })
        : fetch(input, init),
    now: () => new Date(Date.now() + skipped),
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted()
      pauses.push(milliseconds)
      skipped += milliseconds
    },
    resolveTxt: async () => {
      throw Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' })
    },
    importModule: async (name) => {
      throw Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' })
    },
    ...host,
  })
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(cwd, path)), { recursive: true })
    await writeFile(join(cwd, path), text)
  }
  await mkdir(cwd, { recursive: true })
  await mkdir(home, { recursive: true })
  for (const [path, text] of Object.entries(files)) await write(path, text)
  return {
    cwd,
    home,
    pauses,
    answer: (argv, answers = {}) => answerPrompts(program, argv, answers, { HOME: home }),
    run: (argv, options = {}) => runCaptured(program, argv, { ...options, env: { HOME: home, ...options.env } }),
    read: (path) => readFile(join(cwd, path), 'utf8'),
    write,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}
