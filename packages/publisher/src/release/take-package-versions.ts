import { dirname, resolve } from 'node:path'
import { MAX_ITEMS, readJson } from '@mcp-registry/contract'
import type { Context } from '../command-line/command.js'
import { CommandError } from '../command-line/explain-error.js'
import { toSafeLine } from '../command-line/safe-text.js'
import type { Host } from '../host.js'
import { valueAt } from '../project/field.js'
import { readProject } from '../project/read-project.js'
import type { ServerFile } from '../server-file.js'
import { setJsonProperty } from '../set-json-property.js'
import { openPackageRegistry } from './ask-package-registry.js'
import { findPackageVersion, type PackageVersion } from './find-package-version.js'

/**
 * The file with the version of its packages, in `version` and in every package that has one. The file on disk stays as it is. Fails if the
 * packages disagree.
 */
export async function takePackageVersions(
  host: Host,
  { output, signal }: Pick<Context, 'output' | 'signal'>,
  file: ServerFile,
  waits: boolean,
): Promise<ServerFile> {
  const json = readJson(file.text)
  const packages = json.ok ? valueAt(json.value.value, 'packages') : undefined
  if (!Array.isArray(packages) || packages.length === 0 || packages.length > MAX_ITEMS.packages)
    throw new CommandError(`${file.name} lists no packages to take the version from. Set its version, and omit --from-package.`)
  const facts = await readFacts(host, file)
  const ask = openPackageRegistry(host, signal)
  const found = await Promise.all(packages.map((entry, index) => findPackageVersion(entry, index, { ask, facts, waits })))
  const version = requireSameVersion(found)
  for (const { label, version: own, source } of found) output.say(toSafeLine(`${label}: ${own} (${source})`))
  let text: string | undefined = setJsonProperty(file.text, '', { key: 'version', value: version, after: 'name' })
  for (const { index, version: own, isInIdentifier } of found) {
    if (isInIdentifier || text === undefined) continue
    text = setJsonProperty(text, `packages[${index}]`, { key: 'version', value: own, after: 'identifier' })
  }
  if (text === undefined) throw new CommandError(`${file.name} has no name. See: mcp-publisher validate`)
  return { ...file, text }
}

/** What the files of the project say that contains `server.json` or `.mcp/server.json`. */
async function readFacts({ cwd }: Host, { name }: ServerFile) {
  const folder = dirname(resolve(cwd, name.replace(/(^|[/\\])\.mcp[/\\]/, '$1')))
  const { facts, members } = await readProject(folder)
  return [...facts, ...members]
}

function requireSameVersion(found: readonly PackageVersion[]): string {
  const [first = '', ...others] = new Set(found.map(({ version }) => version.replace(/^v/, '')))
  if (others.length === 0) return first
  const list = found.map(({ label, version, source }) => `  ${label}: ${toSafeLine(version)} (${source})`)
  throw new CommandError(
    `The packages have different versions, and a server.json has one:\n${list.join('\n')}\nRelease them with one version, or set the versions in server.json and omit --from-package.`,
  )
}
