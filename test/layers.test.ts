import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const SERVER = 'packages/server/src'

interface LintConfig {
  readonly overrides: readonly {
    readonly rules: { readonly 'layers/import-downwards'?: readonly [string, { readonly layers: readonly string[] }] }
  }[]
}

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layers-'))
  await writeFile(join(folder, '.oxlintrc.json'), await readFile(join(ROOT, '.oxlintrc.json')))
  for (const name of ['scripts', 'node_modules']) await symlink(join(ROOT, name), join(folder, name))
})

afterAll(() => rm(folder, { recursive: true }))

test('a folder of the server imports from those below it, and from none above it', async () => {
  const layers = await readLayers()
  const files = layers.map((layer) => join(SERVER, layer.endsWith('/') ? `${layer}a.ts` : `${layer}.ts`))
  const kinds = [
    (path: string) => `import '${path}'`,
    (path: string, nth: number) => `import type { A as A${nth} } from '${path}'`,
    (path: string, nth: number) => `export { A as A${nth} } from '${path}'`,
    (path: string) => `export * from '${path}'`,
    (path: string) => `void import('${path}')`,
    (path: string, nth: number) => `export type A${nth} = import('${path}').A`,
  ]
  const others = (file: string) => files.filter((other) => other !== file)
  for (const file of files) {
    const imports = kinds.flatMap((toImport, kind) =>
      others(file).map((other, nth) => toImport(toSpecifier(file, other), kind * files.length + nth)),
    )
    await write(file, imports.join('\n'))
  }
  const found = (await lint('layers(import-downwards)')).map(({ file, line }) => {
    const kind = Math.floor((line - 1) / (files.length - 1))
    const imported = others(file)[(line - 1) % (files.length - 1)] ?? ''
    return `${layers[files.indexOf(file)]} imports ${layers[files.indexOf(imported)]} by ${kinds[kind]?.('…', 0)}`
  })
  const upwards = layers.flatMap((layer, position) =>
    layers.slice(0, position).flatMap((above) => kinds.map((toImport) => `${layer} imports ${above} by ${toImport('…', 0)}`)),
  )
  expect(found.sort()).toEqual(upwards.sort())
}, 60_000)

test('a file of the server that is in no layer is refused', async () => {
  await write(join(SERVER, 'elsewhere/a.ts'), 'export const a = 1')
  expect((await lint('layers(import-downwards)')).filter(({ file }) => file.includes('elsewhere'))).toHaveLength(1)
})

test('a package imports from those below it, and from none above it', async () => {
  const allowed = {
    contract: [],
    client: ['contract'],
    publisher: ['contract', 'client'],
    server: ['contract', 'client'],
    cli: ['contract', 'client', 'publisher', 'server'],
  }
  const packages = [...Object.keys(allowed), 'testkit']
  for (const name of Object.keys(allowed)) {
    const imports = packages.map((other) => `import type {} from '@mcp-registry/${other}'; import '@mcp-registry/${other}/part'`)
    await write(`packages/${name}/src/main.ts`, imports.join('\n'))
  }
  const found = (await lint('eslint(no-restricted-imports)')).map(({ file, line }) => [file.split('/')[1], packages[line - 1]])
  const toText = ([name, other]: readonly (string | undefined)[]) => `${name} imports ${other}`
  const others = Object.entries(allowed).flatMap(([name, own]) =>
    packages
      .filter((other) => other !== name && !own.some((one) => one === other))
      .flatMap((other) => Array<string>(2).fill(toText([name, other]))),
  )
  const ofOthers = found.filter(([name, other]) => name !== other).map(toText)
  expect(ofOthers.sort()).toEqual(others.sort())
})

async function readLayers(): Promise<readonly string[]> {
  const { overrides } = JSON.parse(await readFile(join(ROOT, '.oxlintrc.json'), 'utf8')) as LintConfig
  return overrides.flatMap(({ rules }) => rules['layers/import-downwards']?.[1].layers ?? [])
}

function toSpecifier(from: string, to: string): string {
  const path = relative(dirname(from), to).replace(/\.ts$/, '.js')
  return path.startsWith('.') ? path : `./${path}`
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true })
  await writeFile(join(folder, file), text)
}

interface Diagnostic {
  readonly file: string
  readonly line: number
}

async function lint(code: string): Promise<Diagnostic[]> {
  const run = promisify(execFile)
  const options = { cwd: folder, maxBuffer: 2 ** 28 }
  const args = ['--format', 'json', 'packages']
  // It exits with 1 where it has found something.
  const { stdout } = await run(join(ROOT, 'node_modules/.bin/oxlint'), args, options).catch((error: { stdout: string }) => error)
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[]
  }
  return diagnostics
    .filter((diagnostic) => diagnostic.code === code)
    .map(({ filename, labels }) => ({ file: filename, line: labels[0]?.span.line ?? 0 }))
}
