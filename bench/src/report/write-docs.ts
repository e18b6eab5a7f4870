import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { toGrowthSvg } from './growth-svg.js'
import { toMarkdown } from './markdown.js'
import type { Results } from './results.js'

/** Inserts the results between the markers of a document, and writes the plot next to it. */
export async function writeDocs(path: string, results: Results): Promise<void> {
  const document = await readFile(path, 'utf8')
  await writeFile(path, withSection(document, 'results', toMarkdown(results)))
  await writeFile(join(dirname(path), 'benchmarks-growth.svg'), toGrowthSvg(results.rows))
}

/** Replaces the text between the markers of a section. */
export function withSection(document: string, section: string, text: string): string {
  const [start, end] = [`<!-- ${section} -->`, `<!-- /${section} -->`]
  const [before, rest] = split(document, start)
  const [, after] = split(rest, end)
  return `${before}${start}\n\n${text}\n\n${end}${after}`
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  if (at === -1) throw new Error(`The document has no mark ${mark}.`)
  return [text.slice(0, at), text.slice(at + mark.length)]
}
