import { isPrerelease, OFFICIAL_META_KEY } from '@mcp-registry/contract'
import type { Context } from './command-line/command.js'
import { textAt, valueAt } from './project/field.js'

/** Warns if the published version is a pre-release and clients now get it by default. There are no tags that would keep it apart. */
export function warnOfPreRelease({ output }: Pick<Context, 'output'>, body: unknown): void {
  const version = textAt(body, 'server', 'version')
  if (version === undefined || !isPrerelease(version)) return
  if (valueAt(body, '_meta', OFFICIAL_META_KEY, 'isLatest') !== true) return
  const warnings = valueAt(body, 'warnings')
  // The registry has said so itself.
  if (Array.isArray(warnings) && warnings.some((warning) => /pre-?release/i.test(String(warning)))) return
  output.warn(
    `${output.paint.stderr('yellow', 'warning:')} ${version} is a pre-release and now the latest version, which clients install by default, ` +
      'until a release is published.',
  )
}
