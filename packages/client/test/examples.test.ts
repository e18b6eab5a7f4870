import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = new URL('../../../', import.meta.url).pathname
const DOCUMENTS = ['docs/sdk.md', 'packages/client/README.md', 'packages/contract/README.md']

/** A block of TypeScript and the line on which it begins. */
interface Example {
  readonly place: string
  readonly code: string
}

/** The examples of a text: fenced blocks, which stand behind asterisks in a source. */
function listExamples(file: string, text: string): Example[] {
  const isSource = file.endsWith('.ts')
  const lines = text.split('\n').map((line) => (isSource ? /^ *\* ?(.*)$/.exec(line)?.[1] : line))
  const examples: Example[] = []
  let code: string[] | undefined
  for (const [index, line] of lines.entries()) {
    if (code === undefined) {
      if (line === '```ts') code = []
    } else if (line === undefined || line === '```') {
      if (line === undefined) throw new Error(`${file}:${index + 1}: the example has no end.`)
      examples.push({ place: `${file}:${index + 1 - code.length}`, code: code.join('\n') })
      code = undefined
    } else code.push(line)
  }
  return examples
}

async function listAllExamples(): Promise<Example[]> {
  const folders = ['packages/contract/src', 'packages/client/src']
  const sources = await Promise.all(
    folders.map(async (folder) => (await readdir(join(ROOT, folder), { recursive: true })).map((file) => join(folder, file))),
  )
  const files = [...sources.flat().filter((file) => file.endsWith('.ts')), ...DOCUMENTS]
  const examples = await Promise.all(files.map(async (file) => listExamples(file, await readFile(join(ROOT, file), 'utf8'))))
  return examples.flat()
}

test('the examples in docstrings and in the guide compile', { timeout: 120_000 }, async () => {
  const examples = await listAllExamples()
  expect(examples.length).toBeGreaterThan(15)
  // In the repository, where the names of the packages resolve.
  const cache = join(ROOT, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'examples-'))
  try {
    const compilerOptions = {
      noEmit: true,
      composite: false,
      incremental: false,
      declarationMap: false,
      lib: ['es2023', 'dom', 'dom.iterable'],
    }
    const base = relative(folder, join(ROOT, 'tsconfig.base.json'))
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ extends: base, compilerOptions, include: ['*.ts'] }))
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
    const names = new Map(examples.map((example, index) => [`example-${index}.ts`, example]))
    for (const [name, { code }] of names) await writeFile(join(folder, name), `${code}\nexport {}\n`)
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const faults = await promisify(execFile)(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], { cwd: folder }).then(
      () => '',
      (error: { stdout?: string; message: string }) => error.stdout || error.message,
    )
    const explained = faults.replaceAll(/example-\d+\.ts/g, (name) => `${name} (${names.get(name)?.place})`)
    expect(explained).toBe('')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('an example is taken out of a docstring without its asterisks', () => {
  const source = ['/**', ' * Adds.', ' *', ' * ```ts', ' * const a = 1', ' *', ' * export { a }', ' * ```', ' */'].join('\n')
  expect(listExamples('add.ts', source)).toEqual([{ place: 'add.ts:5', code: 'const a = 1\n\nexport { a }' }])
})
