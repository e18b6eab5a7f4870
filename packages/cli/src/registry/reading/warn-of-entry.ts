import { isPrerelease, type ServerResponse } from '@mcp-registry/contract'
import { type Context, toSafeLine } from '@mcp-registry/publisher/command-line'
import { findOfficial, toStatusText } from './what-registries-say.js'

/** Tells that a version is deprecated or deleted, with the message of its publisher, or a pre-release that was not asked for. */
export function warnOfEntry({ output }: Pick<Context, 'output'>, entry: ServerResponse, askedVersion: string | undefined): void {
  const { name, version } = entry.server
  const status = findOfficial(entry)?.status ?? 'active'
  if (status !== 'active') output.warn(toSafeLine(`${name} ${version} is ${toStatusText(entry)}`))
  if (isPrerelease(version) && (askedVersion === undefined || askedVersion === 'latest'))
    output.warn(
      toSafeLine(
        `The latest version of ${name}, ${version}, is a pre-release. Choose another with --server-version: see "mcp-registry versions ${name}".`,
      ),
    )
}
