import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const SOURCE = new URL('../src/', import.meta.url)
const IMPORTABLE = /^(?:\.\.?\/|typebox(?:\/|$)|jsonc-parser$)/

test('the package only imports what browsers support', async () => {
  const files = (await readdir(SOURCE, { recursive: true })).filter((file) => file.endsWith('.ts'))
  for (const file of files) {
    const source = await readFile(new URL(file, SOURCE), 'utf8')
    // Examples in docstrings import the package itself.
    const code = source.replaceAll(/^ *\*.*$/gm, '')
    for (const [, specifier = ''] of code.matchAll(/(?<!-)(?:from|import)\s*\(?'([^']+)'/g))
      expect(specifier, file).toMatch(IMPORTABLE)
    expect(source, file).not.toMatch(/\b(?:process|Buffer|require|__dirname)\b[.(]/)
  }
})

test('validation works under a Content Security Policy without unsafe-eval', async () => {
  const script = `
    import { parseServerJson, validateServerJson } from '@mcp-registry/contract'
    try { new Function('1') } catch (error) { console.log(error.name) }
    console.log(parseServerJson('{"name":"com.example/a","description":"A","version":"1.0.0"}').ok, validateServerJson('{}').valid)`
  const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: new URL('.', import.meta.url) })
  expect(stdout).toBe('EvalError\ntrue false\n')
})
