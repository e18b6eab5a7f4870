import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface SourceText {
  /** Relative to the repository root, with forward slashes. */
  readonly file: string
  readonly text: string
}

/** What tests start beside the product: a stranger's request never reaches it. */
const TESTKIT = 'testkit'

/** The source files of the packages of the product. */
export function listSources(): readonly SourceText[] {
  const names = readdirSync('packages').filter((name) => name !== TESTKIT)
  return names.flatMap((name) => {
    const folder = join('packages', name, 'src')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[cm]?[jt]sx?$/.test(file))
    return files.toSorted().map((file) => {
      const path = join(folder, file)
      return { file: path.replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }
    })
  })
}
