import { dirname, join, resolve } from 'node:path'
import { PUBLISHER_META_KEY } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { findText } from '../command-line/find-text.js'
import { requireRegistryUrl } from '../command-line/registry-url.js'
import type { Host } from '../host.js'
import { textAt, valueAt } from '../project/field.js'
import { parseJson } from '../project/package-json.js'
import { DEFAULT_FILE, type ServerFile } from '../server-file.js'
import type { ChosenRegistry } from './chosen-registry.js'

/** Names the only registry to which a project is published: `{"registry": "https://registry.example.com"}`. */
const GUARD_FILE = '.mcppublisher'

/**
 * The only registry to which this project may be published, like `publishConfig` of npm: `registry` in the publisher's `_meta` of the
 * document, or in the file `.mcppublisher` beside it. `undefined` if the project names none.
 */
export async function findRequiredRegistry({ cwd }: Pick<Host, 'cwd'>, file?: ServerFile): Promise<ChosenRegistry | undefined> {
  const inFile = await readGuardFile(dirname(resolve(cwd, file?.name ?? DEFAULT_FILE)))
  const inDocument = file && readDocument(file)
  if (inFile && inDocument && inFile.url !== inDocument.url)
    throw new CommandError(
      `${inDocument.source} names the registry ${inDocument.url}, and ${inFile.source} names ${inFile.url}. Remove one of them.`,
    )
  return inDocument ?? inFile
}

async function readGuardFile(folder: string): Promise<ChosenRegistry | undefined> {
  const text = await findText(join(folder, GUARD_FILE))
  if (text === undefined) return undefined
  const registry = textAt(parseJson(text), 'registry')
  if (registry !== undefined) return { url: requireRegistryUrl(registry, GUARD_FILE), source: GUARD_FILE }
  throw new CommandError(`${GUARD_FILE} names no registry. It reads: {"registry": "https://registry.example.com"}`)
}

function readDocument({ name, text }: ServerFile): ChosenRegistry | undefined {
  const registry = valueAt(parseJson(text), '_meta', PUBLISHER_META_KEY, 'registry')
  if (registry === undefined) return undefined
  const source = `${name} (_meta["${PUBLISHER_META_KEY}"].registry)`
  return { url: requireRegistryUrl(typeof registry === 'string' ? registry : JSON.stringify(registry), source), source }
}
