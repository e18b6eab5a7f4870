import { execFileSync } from 'node:child_process'
import type { ServerJson } from '@mcp-registry/contract'
import { expect } from 'vitest'
import type { Advice } from '../src/project/advice.js'
import type { Guess } from '../src/project/guess.js'
import { LAYOUTS, type Layout } from './harness/layouts.js'
import { openWorkspace, type Workspace } from './harness/workspace.js'
import { verifies } from '../../../test/verifies.js'

// A whole table, so that a change shows what it does to other projects. Update it with -u, and read the difference.
verifies(
  'init:states-guesses',
  'what init proposes, states as a guess and asks in projects as people lay them out',
  async () => {
    const sections: string[] = []
    for (const layout of LAYOUTS) sections.push(await describeLayout(layout))
    await expect(sections.join('\n')).toMatchFileSnapshot('init-layouts.txt')
  },
  120_000,
)

interface Result {
  readonly server: ServerJson
  readonly advice: readonly Advice[]
  readonly guesses: readonly Guess[]
}

async function describeLayout(layout: Layout): Promise<string> {
  await using workspace = await openWorkspace(layout.files)
  openRepository(workspace, layout)
  const command = ['init', ...(layout.argv ?? [])]
  const silent = await workspace.run([...command, '--json'])
  const { server, advice, guesses }: Result = JSON.parse(silent.stdout)
  const { stderr } = await workspace.run([...command, '--force'])
  const answered = await workspace.answer([...command, '--force'], { 'What does it do': 'Wind', ...layout.answers })
  expect([silent.exitCode, answered.exitCode], layout.title).toEqual([0, 0])
  const declared = advice.filter(({ isDone, registryType }) => isDone && registryType !== 'go')
  return [
    `${layout.title}${layout.argv ? `: ${command.join(' ')}` : ''}`,
    ...toLines('proposed', toSummary(server)),
    ...toLines(
      'guess',
      guesses.map(({ path, text }) => `${path}: ${text}`),
    ),
    ...toLines('remains', listRemaining(stderr)),
    ...toLines(
      'marker',
      declared.map(({ file }) => `is in ${file}`),
    ),
    ...toLines('asked', answered.asked),
    ...toLines('answered', toSummary(JSON.parse(await workspace.read('server.json')))),
    '',
  ].join('\n')
}

function openRepository({ cwd }: Workspace, { repository, tags = [] }: Layout): void {
  if (repository === undefined) return
  const git = (...args: string[]) => execFileSync('git', ['-C', cwd, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args])
  git('init', '--quiet')
  git('remote', 'add', 'origin', `git@github.com:${repository}.git`)
  git('commit', '--quiet', '--no-gpg-sign', '--allow-empty', '-m', 'x')
  for (const tag of tags) git('tag', tag)
}

function listRemaining(stderr: string): readonly string[] {
  const blocks = stderr.split('\n\n').map((block) => block.trimStart())
  const [, ...lines] = blocks.find((block) => block.startsWith('Before you publish'))?.split('\n') ?? []
  return lines.map((line) => line.replace(/^ {2}(?:- )?/, ''))
}

function toSummary({ name, version, description, repository, packages = [] }: ServerJson): readonly string[] {
  const subfolder = repository?.subfolder === undefined ? '' : ` in ${repository.subfolder}`
  return [
    `${name} ${version}${subfolder}: ${description}`,
    ...packages.map(({ registryType, identifier, version: own, runtimeArguments = [] }) => {
      const runtime = runtimeArguments.flatMap((argument) => [argument.type === 'named' ? argument.name : '', argument.value])
      return [registryType, identifier, own, ...runtime].filter(Boolean).join(' ')
    }),
  ]
}

function toLines(title: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `  ${(index === 0 ? title : '').padEnd(9)} ${line}`)
}
